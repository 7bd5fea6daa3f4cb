// Options that have no form: as they were written, to be changed and removed.
import type { Query } from "../model/query";
import { draft, edit } from "../model/state";
import { Button } from "../parts/button";

interface Other {
  name: string;
  value: string;
  set: (value: string | undefined) => void;
}

const texts = ["search", "compute", "apply"] as const;

/** The options of the query that no other part of the builder shows. */
export function othersOf(q: Query): Other[] {
  const known = texts
    .filter((name) => q[name] !== "")
    .map((name): Other => ({
      name: `$${name}`,
      value: q[name],
      set: (value) => edit({ [name]: value ?? "" }),
    }));
  return [
    ...known,
    ...q.rest.map(([name, value], at): Other => ({
      name,
      value,
      set: (next) =>
        edit({ rest: q.rest.flatMap((o, i) => (i !== at ? [o] : next === undefined ? [] : [[name, next]])) }),
    })),
  ];
}

export function Others() {
  return (
    <ul class="others">
      {othersOf(draft.value).map((o, i) => (
        <li key={`${o.name} ${i}`}>
          <label class="inline-field grow">
            <code>{o.name}</code>
            <input
              type="text"
              class="mono"
              spellcheck={false}
              value={o.value}
              onInput={(e) => o.set(e.currentTarget.value)}
            />
          </label>
          <Button class="small" icon="close" label={`Remove ${o.name}`} look="quiet" onClick={() => o.set(undefined)} />
        </li>
      ))}
    </ul>
  );
}
