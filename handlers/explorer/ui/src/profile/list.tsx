// The list of keys.
import { formatAgo, formatDate } from "../model/format";
import { Button } from "../parts/button";
import type { Key } from "./key";

const tones: Record<Key["status"], string> = { active: "good", expired: "warn", revoked: "bad" };

/** A moment as people say it, with the exact time as title; `relative` or as a date. */
function Moment({ at, otherwise, relative = false }: { at: string | null; otherwise: string; relative?: boolean }) {
  if (!at) return <span class="muted">{otherwise}</span>;
  return (
    <time dateTime={at} title={`${formatDate("Edm.DateTimeOffset", at)}, ${at} (UTC)`}>
      {relative ? formatAgo(at) : new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" })}
    </time>
  );
}

/** A table that becomes cards where it is narrow; its roles are said, since they go with the look of a table. */
export function KeyList(
  { keys, owners, onRevoke }: { keys: Key[]; owners: boolean; onRevoke: ((key: Key) => void) | undefined },
) {
  const heads = ["Key", ...(owners ? ["Belongs to"] : []), "Scope", "Created", "Ends", "Last used", "Status"];
  return (
    <table class="keylist" role="table" aria-label="Keys">
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((h) => <th key={h} scope="col" role="columnheader">{h}</th>)}
          {onRevoke && <th scope="col" role="columnheader"><span class="offscreen">Revoke</span></th>}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {keys.map((key) => <Line key={key.keyId} of={key} owners={owners} onRevoke={onRevoke} />)}
      </tbody>
    </table>
  );
}

function Line({ of: key, owners, onRevoke }: { of: Key; owners: boolean; onRevoke: ((key: Key) => void) | undefined }) {
  return (
    <tr role="row" class={key.status === "active" ? undefined : "over"}>
      <th scope="row" role="rowheader">
        <code>{key.keyId}</code> {key.current && <span class="badge">this session</span>}
      </th>
      {owners && <td role="cell" data-head="Belongs to" class="breaks">{key.emailAddress}</td>}
      <td role="cell" data-head="Scope">{key.scope}</td>
      <td role="cell" data-head="Created"><Moment at={key.createdAt} otherwise="" /></td>
      <td role="cell" data-head="Ends"><Moment at={key.expiresAt} otherwise="never" /></td>
      <td role="cell" data-head="Last used"><Moment at={key.lastUsedAt} otherwise="never" relative /></td>
      <td role="cell" data-head="Status">
        <span class={`badge ${tones[key.status]}`}>{key.status}</span>
        {key.revokedAt && <small class="muted"> <Moment at={key.revokedAt} otherwise="" /></small>}
      </td>
      {onRevoke && (
        <td role="cell" class="act">
          {key.status === "active" && (
            <Button look="danger" class="small" aria-label={`Revoke ${key.keyId}`} onClick={() => onRevoke(key)}>
              Revoke
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}
