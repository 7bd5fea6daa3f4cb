// The dialogs of Power BI, drawn: what each picture shows is said beside it, so they are for the eye only.
import type { ComponentChildren } from "preact";
import { serviceRoot } from "../model/address";
import { Icon } from "../parts/icon";

function Window(
  { title, children, actions }: { title: string; children: ComponentChildren; actions: string[] },
) {
  return (
    <div class="picture" aria-hidden="true">
      <p class="picture-title"><span>{title}</span><Icon name="close" size={12} /></p>
      <div class="picture-body">{children}</div>
      <p class="picture-actions">
        {actions.map((a, i) => <span key={a} class={i === 0 ? "picture-button main" : "picture-button"}>{a}</span>)}
      </p>
    </div>
  );
}

const Dot = ({ on }: { on: boolean }) => <span class={on ? "picture-dot on" : "picture-dot"} />;

/** Get data > OData feed. */
export function AddressPicture() {
  return (
    <Window title="OData feed" actions={["OK", "Cancel"]}>
      <p class="picture-line"><Dot on /> Basic <Dot on={false} /> Advanced</p>
      <p>URL</p>
      <p class="picture-input">{serviceRoot}</p>
    </Window>
  );
}

/** The credential dialog. */
export function CredentialPicture() {
  return (
    <Window title="OData feed" actions={["Connect", "Back"]}>
      <div class="picture-split">
        <ul>
          {["Anonymous", "Windows", "Basic", "Web API"].map((kind) => (
            <li key={kind} class={kind === "Basic" ? "on" : undefined}>{kind}</li>
          ))}
        </ul>
        <div>
          <p>User name</p>
          <p class="picture-input">any</p>
          <p>Password</p>
          <p class="picture-input">•••••••••••••••</p>
          <p>Apply these settings to</p>
          <p class="picture-input">{serviceRoot}</p>
        </div>
      </div>
    </Window>
  );
}

/** The navigator. */
export function NavigatorPicture({ sets }: { sets: string[] }) {
  return (
    <Window title="Navigator" actions={["Load", "Transform data"]}>
      <ul class="picture-sets">
        {sets.map((set) => (
          <li key={set}>
            <span class="picture-check"><Icon name="check" size={12} /></span> <Icon name="table" size={14} /> {set}
          </li>
        ))}
      </ul>
    </Window>
  );
}
