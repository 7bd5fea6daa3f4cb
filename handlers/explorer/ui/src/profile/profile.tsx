import { href, route } from "../model/address";
import { session } from "../model/session";
import { Icon } from "../parts/icon";
import { Account } from "./account";
import { PowerBI } from "./powerbi";
import { Security } from "./security";

const powerBI = "-/profile/power-bi";

/** One's own page: who one is, one's keys, and how to connect Power BI. */
export function Profile() {
  const connecting = route.value.path === powerBI && Boolean(session.value?.can.read);
  return (
    <div class="profile">
      <header class="page-title"><h1>{connecting ? "Connect Power BI" : "Profile"}</h1></header>
      {session.value?.can.read && (
        <nav class="subpages" aria-label="Profile pages">
          <a href={href("-/profile")} aria-current={connecting ? undefined : "page"}>
            <Icon name="person" /> <span>You and your keys</span>
          </a>
          <a href={href(powerBI)} aria-current={connecting ? "page" : undefined}>
            <Icon name="chart" /> <span>Connect Power BI</span>
          </a>
        </nav>
      )}
      {connecting ? <PowerBI /> : (
        <div class="stack">
          <Account />
          <Security />
        </div>
      )}
    </div>
  );
}
