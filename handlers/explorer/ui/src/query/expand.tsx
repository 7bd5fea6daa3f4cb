// What is read along with each row: $expand, with a small form for each navigation.
import { useId, useState } from "preact/hooks";
import { formatCount } from "../model/format";
import { splitList } from "../model/query";
import { schema, type EntityType, type Navigation } from "../model/schema";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Columns } from "./columns";
import { optionOf, otherOptions, printExpand, readExpand, withOption, type Expansion } from "./expansion";
import { useItems } from "./items";
import { CountField } from "./limit";
import { Sorting } from "./sort";
import { Typed } from "./typed";

interface ExpandProps {
  type: EntityType;
  /** The text of $expand. */
  value: string;
  onValue: (text: string) => void;
  /** How many levels more there may be. */
  levels: number;
}

export function Expand({ type, value, onValue, levels }: ExpandProps) {
  const id = useId();
  const [items, set] = useItems(value, readExpand, printExpand, onValue);
  const others = items.filter((item) => !type.navigations.some((n) => n.name === item.path));
  const change = (at: number, next: Expansion | undefined): void =>
    set(items.flatMap((item, i) => (i === at ? (next ?? []) : item)));
  if (!type.navigations.length && !others.length) return <p class="muted">Nothing leads on from {type.name}.</p>;
  return (
    <ul class="expand">
      {type.navigations.map((n) => {
        const at = items.findIndex((item) => item.path === n.name);
        return (
          <li key={n.name}>
            <div class="column">
              <label class="check">
                <input
                  type="checkbox"
                  checked={at >= 0}
                  aria-describedby={`${id}-${n.name}`}
                  onChange={() => (at >= 0 ? change(at, undefined) : set([...items, { path: n.name, options: [] }]))}
                />
                <span class="column-name">{n.name}</span>
              </label>
              <span id={`${id}-${n.name}`} class="muted column-about">
                {n.collection ? "many" : n.nullable ? "one or none" : "one"} of {n.type}
                {n.description && `: ${n.description}`}
              </span>
            </div>
            {at >= 0 && (
              <Details navigation={n} item={items[at]!} levels={levels} onItem={(next) => change(at, next)} />
            )}
          </li>
        );
      })}
      {others.map((item) => (
        <li key={printExpand([item])} class="raw-item">
          <code>{printExpand([item])}</code>
          <Button
            class="small"
            icon="close"
            label={`Remove ${item.path}`}
            look="quiet"
            onClick={() => change(items.indexOf(item), undefined)}
          />
        </li>
      ))}
    </ul>
  );
}

interface DetailsProps {
  navigation: Navigation;
  item: Expansion;
  levels: number;
  onItem: (item: Expansion) => void;
}

function Details({ navigation: n, item, levels, onItem }: DetailsProps) {
  const [open, setOpen] = useState(false);
  const type = schema.value?.types.get(n.type);
  if (!type) return null;
  const set =
    (name: string) =>
    (value: string): void =>
      onItem(withOption(item, name, value));
  const others = otherOptions(item);
  const columns = splitList(optionOf(item, "$select")).length;
  return (
    <div class="expand-item">
      <button type="button" class="button quiet small" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? "chevron" : "right"} size={14} />
        <span>Options of {n.name}</span>
        {!open && <small class="muted">{item.options.length ? printOptions(item, columns) : "all of it"}</small>}
      </button>
      {open && (
        <div class="expand-options" role="group" aria-label={`Options of ${n.name}`}>
          <Part title="Columns">
            <Columns nested type={type} value={optionOf(item, "$select")} onValue={set("$select")} />
          </Part>
          {n.collection && <CollectionOptions type={type} item={item} name={n.name} set={set} />}
          {levels > 1 && (
            <Part title="Expand">
              <Expand type={type} value={optionOf(item, "$expand")} onValue={set("$expand")} levels={levels - 1} />
            </Part>
          )}
          {others.map(([name, value]) => (
            <Part key={name} title={name}>
              <Typed label={`${name} of ${n.name}`} value={value} onText={set(name)} />
            </Part>
          ))}
        </div>
      )}
    </div>
  );
}

function printOptions(item: Expansion, columns: number): string {
  const texts = item.options.map(([name, value]) =>
    name === "$select"
      ? `${formatCount(columns)} column${columns === 1 ? "" : "s"}`
      : `${name.replace("$", "")} ${value}`,
  );
  return texts.join(" · ");
}

function Part({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <div class="expand-option">
      <span class="expand-option-title">{title}</span>
      <div>{children}</div>
    </div>
  );
}

function CollectionOptions({
  type,
  item,
  name,
  set,
}: {
  type: EntityType;
  item: Expansion;
  name: string;
  set: (option: string) => (value: string) => void;
}) {
  return (
    <>
      <Part title="Filter">
        <Typed
          label={`Filter of ${name}`}
          placeholder={
            type.properties.some((p) => p.name === "createdAt") ? "createdAt ge 2026-01-01T00:00:00Z" : "OData filter"
          }
          value={optionOf(item, "$filter")}
          onText={set("$filter")}
        />
      </Part>
      <Part title="Sort">
        <Sorting type={type} value={optionOf(item, "$orderby")} onValue={set("$orderby")} />
      </Part>
      <Part title="Limit">
        <div class="row">
          <CountField label="First" value={optionOf(item, "$top")} placeholder="all" onText={set("$top")} />
          <label class="check">
            <input
              type="checkbox"
              checked={optionOf(item, "$count") === "true"}
              onChange={(e) => set("$count")(e.currentTarget.checked ? "true" : "")}
            />
            Count all
          </label>
        </div>
      </Part>
    </>
  );
}
