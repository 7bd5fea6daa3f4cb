// Expanded entities below their row.
import { href } from "../model/address";
import { isRow, type Row } from "../model/run";
import { type EntityType, findNavigation, findProperty, keyPredicate, schema, setOf } from "../model/schema";
import { Icon } from "../parts/icon";
import { Cell } from "./cell";
import { nameOf } from "./column";
import { LinkedCell } from "./linkedcell";

const mostNested = 50;

/** A small table of entities; those inside of them are named. `more` leads to all of them as a page of their own. */
export function Nested(
  { title, type, value, more }: { title: string; type: EntityType | undefined; value: unknown; more: string },
) {
  const rows = Array.isArray(value) ? value.filter(isRow) : isRow(value) ? [value] : [];
  const names = [...new Set(rows.flatMap((r) => Object.keys(r).filter((k) => !k.includes("@"))))];
  const set = type && setOf(type.name);
  return (
    <div class="nested">
      <p class="nested-title">
        <strong>{title}</strong>
        {more && <a href={more}>Open as a query <Icon name="right" size={12} /></a>}
      </p>
      {!rows.length && <p class="null">{value === null ? "null" : "none"}</p>}
      {rows.length > 0 && <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead><tr>{names.map((n) => <th scope="col" key={n}>{n}</th>)}</tr></thead>
          <tbody>
            {rows.slice(0, mostNested).map((r, i) => (
              <tr key={i}>
                {names.map((n, j) => (
                  <td key={n}>
                    {j === 0 && set?.type.key.length === 1 && keyPredicate(set.type, r)
                      ? <a href={href(set.name + keyPredicate(set.type, r))}><Cell property={findProperty(type, n)} value={r[n]} /></a>
                      : <Value type={type} name={n} row={r} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>}
      {rows.length > mostNested && <p class="muted">{rows.length - mostNested} more are in the answer.</p>}
    </div>
  );
}

function Value({ type, name, row }: { type: EntityType | undefined; name: string; row: Row }) {
  const value = row[name];
  const inner = schema.value?.types.get(findNavigation(type, name)?.type ?? "");
  if (inner && isRow(value)) return <>{nameOf(inner, value)}</>;
  if (inner && Array.isArray(value)) return <>{value.filter(isRow).map((r) => nameOf(inner, r)).join(", ") || "none"}</>;
  return <LinkedCell name={name} row={row} type={type} />;
}
