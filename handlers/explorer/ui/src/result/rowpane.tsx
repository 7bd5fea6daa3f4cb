import { href } from "../model/address";
import type { Result, Row } from "../model/run";
import { keyPredicate, setOf } from "../model/schema";
import { CopyButton } from "../parts/button";
import { Empty } from "../parts/state";
import { nameOf } from "./column";
import { Fields } from "./fields";
import { typeOf } from "./view";

/** All properties of one row, one below the other. */
export function RowPane({ row, of }: { row: Row | undefined; of: Result | undefined }) {
  if (!row || !of) return <Empty title="No row"><p>Click a cell of the table and choose “Show the row's details”.</p></Empty>;
  const type = typeOf(of);
  const set = type && setOf(type.name);
  const predicate = type ? keyPredicate(type, row) : "";
  return (
    <div class="stack">
      <header class="row">
        <h2 class="grow">{nameOf(type, row)}</h2>
        <CopyButton text={() => JSON.stringify(row, null, 2)} label="Copy the row as JSON" />
        {set && predicate && of.kind === "collection" && <a class="button small" href={href(set.name + predicate)}>Open</a>}
      </header>
      <Fields row={row} type={type} />
    </div>
  );
}
