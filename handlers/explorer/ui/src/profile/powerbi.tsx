// From here to a report: a key, the address, and the three dialogs of Power BI.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api, route, serviceRoot } from "../model/address";
import { schema } from "../model/schema";
import { session } from "../model/session";
import { Button, CopyButton } from "../parts/button";
import { Icon } from "../parts/icon";
import { Copied } from "../write/outcome";
import { CreateKey } from "./create";
import type { Key } from "./key";
import { AddressPicture, CredentialPicture, NavigatorPicture } from "./picture";

function Step({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <li class="card stack">
      <h2>{title}</h2>
      {children}
    </li>
  );
}

/** Whether only this machine reaches the server by its address. */
const isLocal = (): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

export function PowerBI() {
  const sets = (schema.value?.sets ?? []).map((s) => s.name);
  return (
    <div class="connect">
      {isLocal() && (
        <p class="notice warn">
          {serviceRoot} is an address of this machine: only programs that run on it, such as Power BI Desktop, reach it.
          For the Power BI service, or for colleagues, Roster has to run where they can reach it.
        </p>
      )}
      <ol class="steps">
        <KeyStep />
        <AddressStep sets={sets} />
        <Step title="3. Go through the dialogs of Power BI">
          <ol class="dialogs">
            <li>
              <AddressPicture />
              <p>
                <strong>Get data &gt; OData feed.</strong> Paste the address and choose OK. The file of step 2 skips
                this.
              </p>
            </li>
            <li>
              <CredentialPicture />
              <p>
                <strong>Choose Basic</strong>, on the left. The user name can be any text; the password is the key.
                Apply it to the whole address, not to one table.
              </p>
            </li>
            <li>
              <NavigatorPicture sets={sets} />
              <p>
                <strong>Tick the {sets.length === 3 ? "three" : sets.length} tables</strong> and choose Load. Their
                columns <code>systemUserId</code> and <code>teamId</code> have the same names, by which relationships
                are found. The address of a single table opens it without this dialog.
              </p>
            </li>
          </ol>
        </Step>
      </ol>
      <Notes />
    </div>
  );
}

function KeyStep() {
  const { can, scope, user } = session.value!;
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Key>();
  return (
    <Step title="1. Have a read key">
      <p>
        Power BI signs in with an API key. One of scope <code>read</code> is enough and cannot change anything; one key
        for each report can be revoked without stopping the others.
      </p>
      {can.admin
        ? (
          <p class="row">
            <Button look="primary" icon="key" onClick={() => setMaking(true)}>Make a read key for Power BI</Button>
            <span class="muted">or use a key that you have.</span>
          </p>
        )
        : (
          <p class="notice">
            Use a key that you have{scope === "read" && ": the one that you signed in with, say"}. New ones for you are
            made by an admin of the workspace, on the server:{" "}
            <code class="breaks">roster key create --user {user.emailAddress} --scope read</code>.
          </p>
        )}
      {made && (
        <p class="notice good row" role="status">
          <Icon name="check" />
          <span class="grow">The key <code>{made.keyId}</code> is made. It is listed under Profile.</span>
        </p>
      )}
      {making && (
        <CreateKey title="A read key for Power BI" only="read" onMade={setMade} onClose={() => setMaking(false)} />
      )}
    </Step>
  );
}

/** The file that opens Power BI with the address filled in: of the service, of a set, or of a query. */
function fileURL(path: string, query = ""): string {
  const wanted = new URLSearchParams({ ...(path && { path }), ...(query && { query }) }).toString();
  return api("power-bi") + (wanted && `?${wanted}`);
}

function AddressStep({ sets }: { sets: string[] }) {
  const asked = new URLSearchParams(route.value.search);
  const path = asked.get("path") ?? "";
  const query = asked.get("query") ?? "";
  const address = serviceRoot + path + (query && `?${query}`);
  return (
    <Step title="2. Take the address">
      <p class="row taken">
        <code class="grow">{address}</code>
        <CopyButton text={address} label="Copy the address" look="plain">Copy</CopyButton>
      </p>
      <p>Or download a file that opens Power BI Desktop with the address filled in. It holds no key.</p>
      <p class="row">
        <a class="button primary" href={fileURL(path, query)} download>
          <Icon name="download" /> <span>{path ? "This query" : "All tables"} (.pbids)</span>
        </a>
        {path && <a class="button" href={fileURL("")} download><Icon name="download" /> <span>All tables</span></a>}
        {sets.map((set) => (
          <a key={set} class="button" href={fileURL(set)} download>
            <Icon name="download" /> <span>{set}</span>
          </a>
        ))}
      </p>
    </Step>
  );
}

function Notes() {
  const query = `let
    Source = OData.Feed("${serviceRoot}", null, [Implementation = "2.0", ApiKeyName = "apikey"])
in
    Source`;
  return (
    <section class="card stack notes" aria-labelledby="notes">
      <h2 id="notes">Good to know</h2>
      <dl>
        <dt>Relationships</dt>
        <dd>
          <code>TeamMembers</code> stands between <code>Users</code> and <code>Teams</code>, joined by{" "}
          <code>systemUserId</code> and <code>teamId</code>. <code>managerId</code> leads from users and teams to users.
        </dd>
        <dt>Incremental refresh</dt>
        <dd>
          Partition on <code>createdAt</code>, which never changes, and detect data changes by <code>modifiedAt</code>.
          Refresh <code>TeamMembers</code> in full: memberships are removed for good, which no date tells. Users are
          never deleted.
        </dd>
        <dt>Less is faster</dt>
        <dd>
          Choose columns and filter rows in the first steps: they become part of the address, and only what you want
          travels. Pages are followed by Power BI itself.
        </dd>
        <dt>The Power BI service</dt>
        <dd>
          Credentials of the kind Basic, and servers that only your own network reaches, need the on-premises data
          gateway.{location.protocol !== "https:" && " This server has no TLS, which it needs before others use it."} A
          server with a public address and TLS needs none with the kind Web API: make a blank query, paste this into the
          advanced editor, and choose <em>Web API</em> in the credential dialog.
          <Copied title="Power Query" text={query} wrap />
        </dd>
        <dt>Excel</dt>
        <dd>
          <em>Data &gt; Get Data &gt; From Other Sources &gt; From OData Feed</em>, then as above. Not the wizard
          under <em>Legacy</em>: it asks for Atom, which Roster does not speak.
        </dd>
        <dt>Tableau</dt>
        <dd>
          <em>Connect &gt; OData</em>, with any user name and the key as password. It takes no collections: use{" "}
          <code>tagList</code> and <code>aliasList</code> in place of <code>tags</code> and <code>aliases</code>.
        </dd>
        <dt>The dialog for credentials comes back</dt>
        <dd>
          The key is wrong, has ended or is revoked: <em>Data source settings &gt; Edit permissions</em>, and enter a
          new one.
        </dd>
      </dl>
    </section>
  );
}
