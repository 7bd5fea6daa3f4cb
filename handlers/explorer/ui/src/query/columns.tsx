// Which columns are asked for: $select, in the order in which they were chosen.
import { useId, useState } from "preact/hooks";
import { splitList } from "../model/query";
import { titleOf, type EntityType } from "../model/schema";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";

interface ColumnsProps {
  type: EntityType;
  /** The text of $select; "" for all columns. */
  value: string;
  onValue: (text: string) => void;
  /** Small, as a part of an expanded navigation. */
  nested?: boolean;
}

/** The columns that tell entities apart and say the most. */
function mainColumns(t: EntityType): string[] {
  const names = [titleOf(t)?.name, ...t.alternateKeys.map((k) => k[0]), ...t.key];
  const told = t.properties.filter((p) => p.allowed || p.type === "Edm.Boolean").map((p) => p.name);
  return [...new Set([...names, ...told])].filter((n): n is string => n !== undefined);
}

export function Columns({ type, value, onValue, nested = false }: ColumnsProps) {
  const id = useId();
  const [search, setSearch] = useState("");
  const chosen = splitList(value);
  const names = type.properties.map((p) => p.name);
  const everything = chosen.length === 0 || chosen.includes("*");
  const isChosen = (name: string): boolean => everything || chosen.includes(name);
  const others = chosen.filter((c) => !names.includes(c) && c !== "*");
  const set = (list: string[]): void => {
    const all = list.length === names.length && list.every((n, i) => n === names[i]);
    onValue(all ? "" : list.join(","));
  };
  const toggle = (name: string): void => {
    const before = everything ? [...names, ...others] : chosen;
    if (before.includes(name)) set(before.filter((n) => n !== name));
    else set([...before, name]);
  };
  const missing = everything ? [] : type.key.filter((k) => !chosen.includes(k));
  const words = search.toLowerCase();
  const shown = type.properties.filter((p) => `${p.name} ${p.description}`.toLowerCase().includes(words));
  return (
    <div class="columns">
      <div class="row columns-head">
        {!nested && (
          <input
            type="search"
            aria-label="Find a column"
            placeholder="Find a column"
            value={search}
            onInput={(e) => setSearch(e.currentTarget.value)}
          />
        )}
        <Button class="small" aria-pressed={everything} onClick={() => onValue("")}>
          All
        </Button>
        <Button class="small" onClick={() => set(mainColumns(type))}>
          Main ones
        </Button>
        <Button class="small" onClick={() => set(type.key)}>
          Key only
        </Button>
        {missing.length > 0 && !nested && (
          <span class="note">
            <code>{missing.join(", ")}</code> {missing.length > 1 ? "are" : "is"} needed to open a row.{" "}
            <Button class="small" onClick={() => set([...chosen, ...missing])}>
              Add
            </Button>
          </span>
        )}
      </div>
      <ul class="column-list">
        {shown.map((p) => (
          <li key={p.name} class="column">
            <label class="check" title={p.description}>
              <input
                type="checkbox"
                checked={isChosen(p.name)}
                disabled={chosen.length === 1 && chosen[0] === p.name}
                aria-describedby={nested ? undefined : `${id}-${p.name}`}
                onChange={() => toggle(p.name)}
              />
              <span class="column-name">{p.name}</span>
            </label>
            {type.key.includes(p.name) && <span class="badge">key</span>}
            {!nested && (
              <span id={`${id}-${p.name}`} class="muted column-about" title={p.description}>
                {p.description}
              </span>
            )}
          </li>
        ))}
        {others.map((text) => (
          <li key={text} class="raw-item">
            <code>{text}</code>
            <button
              type="button"
              class="button quiet small square"
              aria-label={`Remove ${text}`}
              onClick={() => set(chosen.filter((c) => c !== text))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      {!shown.length && <p class="muted">No column is called that.</p>}
    </div>
  );
}
