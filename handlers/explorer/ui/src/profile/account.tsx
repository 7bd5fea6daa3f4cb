// Who is signed in, and by which key.
import type { ComponentChildren } from "preact";
import { href } from "../model/address";
import { formatAgo, formatDate } from "../model/format";
import { messageOf } from "../model/http";
import { session, signOut } from "../model/session";
import { Button } from "../parts/button";
import { announce } from "../parts/toast";
import { editHref } from "../write/edit";
import { scopes } from "./key";

const roles: Record<string, string> = {
  FullAdmin: "Sees and changes everything in the workspace, as far as the key's scope goes.",
  LimitedAdmin: "Sees everything in the workspace and changes nothing.",
  Participant: "Is in the directory, and sees nothing of it but what is on this page.",
};

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function End({ at }: { at: string }) {
  return <time dateTime={at} title={`${at} (UTC)`}>{formatDate("Edm.DateTimeOffset", at)}, {formatAgo(at)}</time>;
}

export function Account() {
  const { user, workspace, scope, keyId, keyExpiresAt, expiresAt, can } = session.value!;
  // What the scope allows is said only if the role allows it, too.
  const allowed = { read: can.read, write: can.write, admin: can.admin }[scope];
  const edit = can.write && editHref("Users", { systemUserId: user.systemUserId });
  return (
    <section class="card stack" aria-labelledby="account">
      <header class="row">
        <h2 id="account" class="grow">{user.displayName}</h2>
        {can.read && <a class="button" href={href(`Users(${user.systemUserId})`)}>Open in the explorer</a>}
        {edit && <a class="button" href={edit}>Edit</a>}
        <Button icon="out" onClick={() => void signOut().catch((e) => announce(messageOf(e), "bad"))}>Sign out</Button>
      </header>
      <dl class="facts wide">
        <Fact name="Email address">{user.emailAddress}</Fact>
        <Fact name="Role"><span class="badge">{user.role}</span> <span class="muted">{roles[user.role]}</span></Fact>
        <Fact name="Workspace">{workspace.name}</Fact>
        <Fact name="Signed in with">
          the key <code>{keyId}</code> of scope <strong>{scope}</strong>.{" "}
          {allowed && <span class="muted">{scopes.find(([s]) => s === scope)?.[2]}</span>}
        </Fact>
        <Fact name="The key ends">{keyExpiresAt ? <End at={keyExpiresAt} /> : "never by itself"}</Fact>
        <Fact name="This session ends">{expiresAt ? <End at={expiresAt} /> : "with the key"}</Fact>
      </dl>
      {!can.read && (
        <p class="notice">
          Reading the directory needs the role <code>LimitedAdmin</code> or <code>FullAdmin</code>. Ask an admin of{" "}
          {workspace.name} if you need it.
        </p>
      )}
    </section>
  );
}
