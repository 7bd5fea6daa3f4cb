import { base, serviceRoot } from "../model/address";
import { session } from "../model/session";
import { CopyButton } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { shortcuts } from "./keyboard";

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Help" onClose={onClose}>
      <section>
        <h3>Keyboard</h3>
        <table class="keys">
          <tbody>
            {shortcuts.map(([keys, what]) => (
              <tr key={keys}>
                <th scope="row">{keys.split(" ").map((k) => k === "then" ? " then " : <kbd key={k}>{k}</kbd>)}</th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section>
        <h3>The service</h3>
        <p class="row">
          <code class="grow">{serviceRoot}</code>
          <CopyButton text={serviceRoot} label="Copy the service's address" />
        </p>
        <p>
          Power BI, Excel and other tools read this address. The address of every page here is its query:
          copy it from the address bar to share what you see.
        </p>
        <p class="muted">
          Roster {session.value?.version}.{" "}
          <a href={`${base}/explore/assets/licences.txt`} target="_blank">Licences of the libraries in this page</a>
        </p>
      </section>
    </Dialog>
  );
}
