import { href, route } from "../model/address";
import { session } from "../model/session";
import { Empty } from "../parts/state";
import { Icon, type IconName } from "../parts/icon";
import { type FormName, formPath } from "./edit";
import { Member } from "./member";
import { Log } from "./outcome";
import { team, user } from "./subject";
import { Upsert } from "./upsert";

const forms: readonly [FormName, title: string, icon: IconName][] = [
  ["user", "User", "person"], ["team", "Team", "users"], ["member", "Membership", "link"],
];

/** The forms of the write calls. */
export function Writing() {
  if (!session.value?.can.write) return <Unable />;
  const current = forms.find(([name]) => route.value.path === formPath(name))?.[0] ?? "user";
  return (
    <div class="write">
      <header class="page-title"><h1>Write</h1></header>
      <nav class="subpages" aria-label="What to write">
        {forms.map(([name, title, icon]) => (
          <a key={name} href={href(formPath(name))} aria-current={name === current ? "page" : undefined}>
            <Icon name={icon} /> <span>{title}</span>
          </a>
        ))}
      </nav>
      {current === "member" ? <Member /> : <Upsert subject={current === "team" ? team : user} />}
      <Log />
    </div>
  );
}

/** What is needed to write, for those who cannot. */
function Unable() {
  const { user, scope } = session.value!;
  return (
    <div class="write">
      <header class="page-title"><h1>Write</h1></header>
      <Empty icon="edit" title="This key cannot write">
        <p>
          Writing needs a key of scope <code>write</code> or <code>admin</code> whose user has the role{" "}
          <code>FullAdmin</code>. Yours has the scope <code>{scope}</code>, and you are <code>{user.role}</code>.
        </p>
        <p><a class="button" href={href("-/profile")}>Profile and keys</a></p>
      </Empty>
    </div>
  );
}
