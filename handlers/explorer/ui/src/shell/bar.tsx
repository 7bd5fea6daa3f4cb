import { go, href, route } from "../model/address";
import { messageOf } from "../model/http";
import { session, signOut } from "../model/session";
import { isData } from "../model/state";
import { Button } from "../parts/button";
import { Icon, type IconName } from "../parts/icon";
import { MenuButton } from "../parts/menu";
import { announce } from "../parts/toast";
import { type Theme, theme } from "./theme";

const themes: Record<Theme, [title: string, icon: IconName]> = {
  auto: ["As the system", "auto"], light: ["Light", "sun"], dark: ["Dark", "moon"],
};

/** The bar at the top of every page. */
export function Bar({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const who = session.value!;
  const path = route.value.path;
  return (
    <header class="bar">
      <a class="brand" href={href("")}>
        <Mark />
        <strong>Roster</strong>{" "}
        <span class="workspace">{who.workspace.name}</span>
      </a>
      <nav aria-label="Pages" class="pages">
        {who.can.read && <Page to="" icon="table" title="Explore" current={path === "" || isData.value} />}
        {who.can.write && <Page to="-/write" icon="edit" title="Write" current={path.startsWith("-/write")} />}
        <Page to="-/profile" icon="key" title="Profile" current={path.startsWith("-/profile")} />
      </nav>
      <div class="bar-tools">
        {who.can.read && (
          <button type="button" class="finder" aria-label="Find…" onClick={onPalette}>
            <Icon name="search" /> <span>Find…</span> <kbd>/</kbd>
          </button>
        )}
        <MenuButton
          look="quiet"
          icon={themes[theme.value][1]}
          label="Theme"
          items={() =>
            (Object.keys(themes) as Theme[]).map((t) => ({
              label: themes[t][0],
              checked: theme.value === t,
              run: () => {
                theme.value = t;
              },
            }))}
        />
        <Button icon="help" label="Help and shortcuts" look="quiet" onClick={onHelp} />
        <MenuButton
          look="quiet"
          icon="person"
          label={`${who.user.displayName}: profile, sign out`}
          items={() => [
            { label: "Profile and keys", icon: "key", hint: who.user.emailAddress, run: () => go("-/profile") },
            {
              label: "Sign out",
              icon: "out",
              run: () => void signOut().catch((e) => announce(messageOf(e), "bad")),
            },
          ]}
        />
      </div>
    </header>
  );
}

function Page({ to, icon, title, current }: { to: string; icon: IconName; title: string; current: boolean }) {
  return (
    <a href={href(to)} aria-current={current ? "page" : undefined}>
      <Icon name={icon} /> <span>{title}</span>
    </a>
  );
}

/** The mark of the product, as in icon.svg. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" class="mark">
      <rect width="32" height="32" rx="8" />
      <path d="M16.3 11.5a3.8 3.8 0 1 1-7.6 0 3.8 3.8 0 0 1 7.6 0ZM5.5 24c0-4 3-6.3 7-6.3s7 2.3 7 6.3M20.5 8.2a3.8 3.8 0 0 1 0 6.6M22.5 18.3c2.6.8 4.2 2.9 4.2 5.7" />
    </svg>
  );
}
