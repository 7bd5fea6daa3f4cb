// The query: a line with what it is made of, and below it the parts that are open.
import { effect, signal } from "@preact/signals";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { kept } from "../model/kept";
import { splitList } from "../model/query";
import { cancel, failure, running } from "../model/run";
import { apply, draft, draftType, edit, isEdited, isSketched, sketch } from "../model/state";
import { Button } from "../parts/button";
import { Icon, type IconName } from "../parts/icon";
import { Columns } from "./columns";
import { countConditions } from "./conditions";
import { Expand } from "./expand";
import { FaultText } from "./fault";
import { FilterPart } from "./filter";
import { conditions, filterState } from "./filterstate";
import { Limit } from "./limit";
import { Others, othersOf } from "./others";
import { Sorting } from "./sort";
import { QueryText } from "./text";

type Mode = "builder" | "text";
type PartName = "filter" | "columns" | "expand" | "sort" | "limit" | "others";

const mode = signal<Mode>(kept.read<Mode>("query.mode", "builder"));

/** The mode was chosen here and now, not by a visit before. */
const switched = signal(false);

/** Parts that were opened or closed by hand; the others are open as their content has it. */
const chosen = signal<Partial<Record<PartName, boolean>>>({});

// What was opened stays open for the set only.
let path = "";
effect(() => {
  if (path === draft.value.path) return;
  path = draft.value.path;
  chosen.value = {};
});

interface Part {
  name: PartName;
  title: string;
  icon: IconName;
  /** What it holds, in short; "" for nothing. */
  held: string;
  body: () => ComponentChildren;
}

function isCollection(): boolean {
  if (isSketched.value && sketch.value && sketch.value.kind !== "other") {
    return sketch.value.kind === "collection" || sketch.value.kind === "count";
  }
  return !draft.value.path.endsWith(")");
}

function partsOf(): Part[] {
  const q = draft.value;
  const type = draftType.value;
  const many = isCollection();
  const list: Part[] = [];
  if (many || q.filter)
    list.push({ name: "filter", title: "Filter", icon: "filter", held: heldFilter(), body: () => <FilterPart /> });
  if (type) {
    const columns = splitList(q.select).length;
    list.push({
      name: "columns",
      title: "Columns",
      icon: "columns",
      held: columns && !splitList(q.select).includes("*") ? `${columns} of ${type.properties.length}` : "",
      body: () => <Columns type={type} value={q.select} onValue={(select) => edit({ select })} />,
    });
    list.push({
      name: "expand",
      title: "Expand",
      icon: "nest",
      held: String(splitList(q.expand).length || ""),
      body: () => <Expand type={type} value={q.expand} onValue={(expand) => edit({ expand })} levels={2} />,
    });
    if (many || q.orderby) {
      list.push({
        name: "sort",
        title: "Sort",
        icon: "sort",
        held: String(splitList(q.orderby).length || ""),
        body: () => <Sorting type={type} value={q.orderby} onValue={(orderby) => edit({ orderby })} />,
      });
    }
  }
  if (many || q.top || q.skip || q.count) {
    list.push({ name: "limit", title: "Limit", icon: "table", held: heldLimit(), body: () => <Limit /> });
  }
  const others = othersOf(q).length;
  if (others) list.push({ name: "others", title: "Other", icon: "more", held: String(others), body: () => <Others /> });
  return list;
}

function heldFilter(): string {
  if (!draft.value.filter && filterState.value === "ready" && !conditions.value.items.length) return "";
  return filterState.value === "ready" ? String(countConditions(conditions.value)) : "text";
}

function heldLimit(): string {
  const { top, skip } = draft.value;
  return [top && `${top}`, skip && `from ${Number(skip) + 1}`].filter(Boolean).join(" ");
}

const opensItself: PartName[] = ["filter", "others"];

const isOpen = (p: Part): boolean => chosen.value[p.name] ?? (opensItself.includes(p.name) && p.held !== "");

/** How much room there is, as a class: the panel shares the page with details. */
function useRoom() {
  const box = useRef<HTMLElement>(null);
  const [room, setRoom] = useState("");
  useLayoutEffect(() => {
    const measure = (): void => {
      const width = box.current?.clientWidth ?? 0;
      setRoom(width > 900 ? " wide" : width > 680 ? "" : width > 460 ? " narrow" : " narrow tight");
    };
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(box.current!);
    return () => watching.disconnect();
  }, []);
  return [box, room] as const;
}

/** The query that the page is about, as a builder or as text. */
export function QueryPanel() {
  const prefix = useId();
  const [box, room] = useRoom();
  const parts = mode.value === "builder" ? partsOf() : [];
  return (
    <section ref={box} class={`query${room}`} aria-label="Query">
      <div class="query-bar">
        {mode.value === "builder" && (
          <div class="query-chips">
            {parts.map((p) => (
              <Chip key={p.name} part={p} controls={`${prefix}-${p.name}`} />
            ))}
            {isCollection() && <CountSwitch />}
          </div>
        )}
        {mode.value === "text" && (
          <p class="muted query-tip">
            One option a line. <kbd>Ctrl</kbd> <kbd>Space</kbd> completes.
          </p>
        )}
        <div class="query-tools">
          <ModeSwitch />
          {running.value && (
            <Button class="cancel" onClick={cancel}>
              Cancel
            </Button>
          )}
          <Button
            look="primary"
            icon="play"
            class={isEdited.value ? "run edited" : "run"}
            title={isEdited.value ? "Run the changed query (Ctrl Enter)" : "Run the query (Ctrl Enter)"}
            onClick={() => apply()}
          >
            Run
          </Button>
        </div>
      </div>
      {mode.value === "text" && <QueryText focus={switched.value} />}
      <Fault />
      {parts.filter(isOpen).map((p) => (
        <section key={p.name} id={`${prefix}-${p.name}`} class={`query-part part-${p.name}`} aria-label={p.title}>
          <h2 class="part-title">{p.title}</h2>
          <div class="part-body">{p.body()}</div>
        </section>
      ))}
    </section>
  );
}

function Chip({ part, controls }: { part: Part; controls: string }) {
  const open = isOpen(part);
  return (
    <button
      type="button"
      class={part.held ? "button query-chip held" : "button query-chip"}
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={() => {
        chosen.value = { ...chosen.value, [part.name]: !open };
      }}
    >
      <Icon name={part.icon} />
      <span>{part.title}</span>
      {part.held && <span class="held-count">{part.held}</span>}
    </button>
  );
}

function CountSwitch() {
  const counts = draft.value.count.toLowerCase() === "true";
  return (
    <button
      type="button"
      class="button query-chip"
      aria-pressed={counts}
      title="Ask for the number of all rows with the answer ($count)"
      onClick={() => edit({ count: counts ? "" : "true" })}
    >
      Count
    </button>
  );
}

function ModeSwitch() {
  const choose = (to: Mode): void => {
    switched.value = true;
    mode.value = to;
    kept.write("query.mode", to);
  };
  return (
    <div class="segments" role="group" aria-label="Edit the query as">
      {(["builder", "text"] as const).map((m) => (
        <button type="button" key={m} aria-pressed={mode.value === m} onClick={() => choose(m)}>
          {m === "builder" ? "Builder" : "Text"}
        </button>
      ))}
    </div>
  );
}

/** What the server says of the draft while it is edited; of what was run, the result says it. */
function Fault() {
  const fault = isSketched.value ? sketch.value?.error : undefined;
  if (!fault || (failure.value && !isEdited.value)) return null;
  return (
    <div class="query-fault" role="status">
      <FaultText fault={fault} />
    </div>
  );
}
