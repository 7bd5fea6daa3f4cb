// One entity as a page of its own: its properties, and where it leads.
import { useEffect, useState } from "preact/hooks";
import { href, resource } from "../model/address";
import { formatCount } from "../model/format";
import { isAbort, send } from "../model/http";
import type { Row } from "../model/run";
import { type EntityType, keyPredicate, type Navigation, setOf } from "../model/schema";
import { session } from "../model/session";
import { Icon } from "../parts/icon";
import { editHref } from "../write/edit";
import { nameOf } from "./column";
import { Fields } from "./fields";

export function EntityView({ row, type }: { row: Row; type: EntityType | undefined }) {
  const set = type && setOf(type.name);
  const predicate = type ? keyPredicate(type, row) : "";
  const edit = set && session.value?.can.write ? editHref(set.name, row) : "";
  return (
    <div class="entity">
      <section class="card stack">
        <header class="row">
          <h2 class="grow">{nameOf(type, row)}</h2>
          {edit && <a class="button" href={edit}><Icon name="edit" /> <span>Edit</span></a>}
        </header>
        <Fields row={row} type={type} />
      </section>
      {set && predicate && (
        <section class="card stack" aria-label="Leads to">
          <h2>Leads to</h2>
          <ul class="leads one">
            {type.navigations.map((n) => <Way key={n.name} navigation={n} path={`${set.name}${predicate}/${n.name}`} />)}
          </ul>
        </section>
      )}
    </div>
  );
}

/** A way to other entities, with how many there are. */
function Way({ navigation: n, path }: { navigation: Navigation; path: string }) {
  const [count, setCount] = useState<number>();
  useEffect(() => {
    if (!n.collection) return;
    const ending = new AbortController();
    send(resource(`${path}/$count`), { signal: ending.signal })
      .then(async (a) => setCount(Number(await a.text())))
      .catch((e) => {
        if (!isAbort(e)) setCount(undefined);
      });
    return () => ending.abort();
  }, [path]);
  return (
    <li>
      <a href={href(path)}><Icon name="nest" /> <code>{n.name}</code></a>
      {count !== undefined && <span class="badge soft">{formatCount(count)}</span>}
      <span class="muted">{n.description}</span>
    </li>
  );
}
