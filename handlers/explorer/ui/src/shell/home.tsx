// The entity sets: what there is, how much of it, and what it looks like.
import { useEffect, useState } from "preact/hooks";
import { href, resource, serviceRoot } from "../model/address";
import { formatCount, plural } from "../model/format";
import { getJSON } from "../model/http";
import type { Row } from "../model/run";
import { type EntitySet, type Navigation, schema, setOf } from "../model/schema";
import { session } from "../model/session";
import { Button, CopyButton } from "../parts/button";
import { Empty } from "../parts/state";
import { Icon } from "../parts/icon";
import { Cell } from "../result/cell";
import { countedAt, counts, countSets } from "./side";

export function Home() {
  const sets = schema.value?.sets ?? [];
  const nothing = sets.length > 0 && sets.every((s) => counts.value[s.name] === 0);
  return (
    <div class="home">
      <header class="page-title">
        <div>
          <h1>{session.value?.workspace.name}</h1>
          <p class="muted">
            {plural(sets.length, "entity set")}
            {countedAt.value && `, counted at ${countedAt.value.toLocaleTimeString()}`}
            <Button icon="refresh" label="Count again" look="quiet" onClick={() => void countSets()} />
          </p>
        </div>
        <div class="address">
          <span>Service address, for Power BI, Excel and others</span>
          <div class="row"><code>{serviceRoot}</code><CopyButton text={serviceRoot} label="Copy the service's address" /></div>
          <a href={href("-/profile/power-bi")}>Connect Power BI</a>
        </div>
      </header>
      {nothing && (
        <Empty icon="users" title="Nobody is in the directory yet">
          <p>
            {session.value?.can.write
              ? <a class="button primary" href={href("-/write")}>Add the first user</a>
              : "An admin can add users here, by POST calls or by roster import."}
          </p>
        </Empty>
      )}
      <Model />
      {sets.map((set) => <SetCard key={set.name} set={set} />)}
    </div>
  );
}

/** How the sets lead to one another, in words. */
function Model() {
  const sets = schema.value?.sets ?? [];
  return (
    <ul class="model" aria-label="Entity sets in short">
      {sets.map((set) => (
        <li key={set.name}>
          <a href={href(set.name)}>
            <strong>{set.name}</strong>
            <span class="figure">{counts.value[set.name] === undefined ? "…" : formatCount(counts.value[set.name]!)}</span>
            <span class="muted">{set.description}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const sampled = 50;

/** Two different values that say something; what says nothing only where there is nothing else. */
function samples(rows: Row[], name: string): unknown[] {
  const different = new Map(rows.map((row) => [JSON.stringify(row[name]), row[name]]));
  const telling = [...different].filter(([text]) => !["null", '""', "[]"].includes(text)).map(([, value]) => value);
  return (telling.length ? telling : [...different.values()]).slice(0, 2);
}

function SetCard({ set }: { set: EntitySet }) {
  const [sample, setSample] = useState<Row[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    getJSON<{ value: Row[] }>(resource(set.name, `$top=${sampled}`), ending.signal)
      .then((a) => setSample(a.value), () => {});
    return () => ending.abort();
  }, [set]);
  const { type } = set;
  return (
    <section class="card set" aria-labelledby={`set-${set.name}`}>
      <header class="row">
        <h2 id={`set-${set.name}`}><a href={href(set.name)}>{set.name}</a></h2>
        <span class="muted grow">{type.description}</span>
        <a class="button primary" href={href(set.name)}><Icon name="table" /> <span>Open</span></a>
      </header>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Properties of ${set.name}`}>
        <table class="properties">
          <thead>
            <tr><th scope="col">Property</th><th scope="col">Type</th><th scope="col">Samples</th><th scope="col">What it is</th></tr>
          </thead>
          <tbody>
            {type.properties.map((p) => (
              <tr key={p.name}>
                <th scope="row">
                  <code>{p.name}</code>
                  {type.key.includes(p.name) && <span class="badge" title="Part of the key">key</span>}
                  {type.alternateKeys.some((k) => k.includes(p.name)) && <span class="badge soft" title="Finds one entity, too">alternate key</span>}
                </th>
                <td>
                  <code>{p.collection ? `${p.type}[]` : p.type.replace("Edm.", "")}</code>
                  {p.maxLength && <small class="muted"> ≤ {formatCount(p.maxLength)}</small>}
                  {p.nullable && <small class="muted"> or null</small>}
                </td>
                <td class="samples">
                  {samples(sample, p.name).map((value, i) => <span key={i}><Cell property={p} value={value} /></span>)}
                </td>
                <td>
                  {p.description}
                  {p.computed && <small class="muted"> Computed.</small>}
                  {p.allowed && <span class="chips">{p.allowed.map((v) => <code key={v} class="chip">{v}</code>)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>Leads to</h3>
      <ul class="leads">
        {type.navigations.map((n) => <Lead key={n.name} set={set} navigation={n} />)}
      </ul>
    </section>
  );
}

function Lead({ set, navigation: n }: { set: EntitySet; navigation: Navigation }) {
  return (
    <li>
      <a href={href(set.name, `$expand=${n.name}`)} title={`${set.name} with ${n.name} expanded`}>
        <Icon name="nest" /> <code>{n.name}</code>
      </a>
      <span class="muted">
        {n.collection ? "many" : n.nullable ? "one or none" : "one"} of {setOf(n.type)?.name ?? n.type}. {n.description}
      </span>
    </li>
  );
}
