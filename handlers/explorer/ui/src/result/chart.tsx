// Counts by a property, as bars and as the table behind them.
import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { resource } from "../model/address";
import { formatCount } from "../model/format";
import { countRows, matching } from "../model/count";
import { getJSON, isAbort, messageOf } from "../model/http";
import { andFilter, printQuery, type Query } from "../model/query";
import { type EntityType, literal, type Property, schema } from "../model/schema";
import { apply, draft } from "../model/state";
import { Button } from "../parts/button";
import { SelectField } from "../parts/field";
import { Empty, Problem, Waiting } from "../parts/state";

interface Group {
  label: string;
  count: number;
  condition: string;
}

/** A property whose values are known beforehand: each of them can be counted by itself. */
const values = (p: Property): (string | boolean)[] | undefined => p.type === "Edm.Boolean" ? [true, false] : p.allowed;

const countable = (p: Property): boolean => !p.collection && (schema.value?.aggregates === true || values(p) !== undefined);

const dimension = signal("");

/** Has the service group; where it cannot, counts each known value. */
async function groups(p: Property, query: Query, signal: AbortSignal): Promise<Group[]> {
  const { path, filter } = query;
  if (schema.value?.aggregates) {
    const steps = [filter && `filter(${filter})`, `groupby((${p.name}),aggregate($count as rows))`];
    const answer = await getJSON<{ value: Record<string, unknown>[] }>(
      resource(path, printQuery({ ...matching(query), filter: "", apply: steps.filter(Boolean).join("/") })), signal);
    return answer.value.map((g) => group(p, g[p.name], Number(g.rows)));
  }
  const known: unknown[] = [...(values(p) ?? []), ...(p.nullable ? [null] : [])];
  return Promise.all(known.map(async (v) => {
    const one = group(p, v, 0);
    return { ...one, count: await countRows({ ...query, filter: andFilter(filter, one.condition) }, signal) };
  }));
}

function group(p: Property, value: unknown, count: number): Group {
  return {
    label: value === null ? "null" : value === "" ? "(empty)" : String(value),
    count,
    condition: `${p.name} eq ${literal(p.type, value)}`,
  };
}

const mostBars = 30;

export function Chart({ type, query }: { type: EntityType; query: Query }) {
  const offered = useMemo(() => type.properties.filter(countable), [type]);
  const by = offered.find((p) => p.name === dimension.value) ?? offered[0];
  const [found, setFound] = useState<Group[]>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!by) return;
    const ending = new AbortController();
    setFound(undefined);
    setProblem("");
    groups(by, query, ending.signal).then(
      (list) => setFound(list.sort((a, b) => b.count - a.count)),
      (e) => {
        if (!isAbort(e)) setProblem(messageOf(e));
      },
    );
    return () => ending.abort();
  }, [by, query]);
  if (!by) {
    return (
      <Empty icon="chart" title="Nothing to count by">
        <p>
          This service does not group rows yet ($apply), and {type.name} has no property with known values to count one by
          one.
        </p>
      </Empty>
    );
  }
  return (
    <section class="chart stack" aria-label={`Rows by ${by.name}`}>
      <div class="chart-head">
        <SelectField
          label="Count rows by"
          value={by.name}
          onText={(name) => {
            dimension.value = name;
          }}
          options={offered.map((p) => [p.name, p.name] as const)}
        />
        {!schema.value?.aggregates && (
          <p class="muted">
            This service does not group rows yet ($apply). Properties with known values are counted value by value instead.
          </p>
        )}
      </div>
      {problem && <Problem><p>{problem}</p></Problem>}
      {!found && !problem && <Waiting text="Counting…" />}
      {found && <Bars groups={found.slice(0, mostBars)} />}
      {found && <Groups groups={found} by={by.name} />}
    </section>
  );
}

/** For the eye: the table below says the same. */
function Bars({ groups }: { groups: Group[] }) {
  const most = Math.max(1, ...groups.map((g) => g.count));
  return (
    <ul class="bars" aria-hidden="true">
      {groups.map((g) => (
        <li key={g.label}>
          <span class="chart-label">{g.label}</span>
          <span class="chart-track">
            <svg class="chart-bar" style={{ width: g.count ? `calc(${g.count / most} * (100% - 70px) + 1px)` : 0 }}>
              <rect width="100%" height="100%" rx="3" />
            </svg>
            <span class="chart-count">{formatCount(g.count)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Groups({ groups, by }: { groups: Group[]; by: string }) {
  const sum = groups.reduce((n, g) => n + g.count, 0);
  return (
    <table class="groups">
      <thead>
        <tr>
          <th scope="col">{by}</th>
          <th scope="col" class="number">Rows</th>
          <th scope="col" class="number">Share</th>
          <th scope="col"><span class="offscreen">Act</span></th>
        </tr>
      </thead>
      <tbody>
        {groups.map((g) => (
          <tr key={g.label}>
            <th scope="row">{g.label}</th>
            <td class="number">{formatCount(g.count)}</td>
            <td class="number">{sum ? `${((100 * g.count) / sum).toFixed(1)} %` : "–"}</td>
            <td>
              <Button
                look="quiet"
                icon="filter"
                label={`Show only ${g.label}`}
                class="small"
                onClick={() => apply({ filter: andFilter(draft.value.filter, g.condition), skip: "" })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
