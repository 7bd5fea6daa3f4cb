// The entity sets, each with its number of rows.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { href, resource, route } from "../model/address";
import { formatCount } from "../model/format";
import { send } from "../model/http";
import { schema } from "../model/schema";
import { Icon } from "../parts/icon";

export const counts = signal<Record<string, number>>({});
/** When the sets were last counted. */
export const countedAt = signal<Date | undefined>(undefined);

export function forgetCounts(): void {
  counts.value = {};
  countedAt.value = undefined;
}

/** Counts the rows of all sets. */
export async function countSets(): Promise<void> {
  await Promise.all((schema.value?.sets ?? []).map(async (set) => {
    try {
      const answer = await send(resource(`${set.name}/$count`));
      const count = Number(await answer.text());
      counts.value = { ...counts.value, [set.name]: count };
    } catch {
      // Without its number the set is still there.
    }
  }));
  countedAt.value = new Date();
}

export function Side() {
  const sets = schema.value?.sets ?? [];
  useEffect(() => {
    if (sets.length) void countSets();
  }, [sets]);
  const current = route.value.path.replace(/[(/].*$/, "");
  return (
    <nav class="side" aria-label="Entity sets">
      <h2>Entity sets</h2>
      <ul>
        {sets.map((set) => (
          <li key={set.name}>
            <a href={href(set.name)} aria-current={current === set.name ? "page" : undefined}>
              <Icon name="table" />
              <span>{set.name}</span>
              {counts.value[set.name] !== undefined && <small>{formatCount(counts.value[set.name]!)}</small>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
