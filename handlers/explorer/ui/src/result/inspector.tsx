// What is to be known about a result beside its rows.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { route } from "../model/address";
import { kept } from "../model/kept";
import { failure, result, type Row } from "../model/run";
import { session } from "../model/session";
import { Button } from "../parts/button";
import { Tabs } from "../parts/tabs";
import { CodePane } from "./codepane";
import { ResponsePane } from "./responsepane";
import { RowPane } from "./rowpane";
import { SchemaPane } from "./schemapane";
import { SQLPane } from "./sqlpane";

/** The row that the pane of details shows. */
export const selected = signal<Row | undefined>(undefined);

/** On a narrow page the inspector lies over the table. */
const narrow = matchMedia("(max-width: 1100px)");

export const inspecting = signal(!narrow.matches && kept.read("inspector", innerWidth >= 1600));
const pane = signal(kept.read("pane", "row"));

export function showInspector(open: boolean): void {
  inspecting.value = open;
  if (!narrow.matches) kept.write("inspector", open);
}

export function showPane(name: string): void {
  pane.value = name;
  kept.write("pane", name);
}

/** Shows a row in the inspector. */
export function inspectRow(row: Row): void {
  selected.value = row;
  showPane("row");
  if (!inspecting.value) showInspector(true);
}

export function Inspector() {
  const shown = result.value;
  const row = shown?.rows.includes(selected.value as Row) ? selected.value : shown?.rows[0];
  const tabs = [
    ...(shown?.kind === "collection" ? [{ id: "row", title: "Row", body: () => <RowPane row={row} of={shown} /> }] : []),
    { id: "code", title: "Code", body: () => <CodePane /> },
    { id: "response", title: "Response", body: () => <ResponsePane exchange={failure.value?.exchange ?? shown?.exchange} /> },
    { id: "schema", title: "Schema", body: () => <SchemaPane /> },
  ];
  const own = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!narrow.matches) return;
    own.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
    return () => before?.focus();
  }, []);
  const path = route.value.path;
  const opened = useRef(path);
  useEffect(() => {
    if (narrow.matches && path !== opened.current) showInspector(false);
  }, [path]);
  if (session.value?.can.admin) tabs.push({ id: "sql", title: "SQL", body: () => <SQLPane /> });
  return (
    <aside
      ref={own}
      class="inspector"
      aria-label="Details"
      onKeyDown={(e) => e.key === "Escape" && narrow.matches && showInspector(false)}
    >
      <Button icon="close" label="Close the details" look="quiet" class="inspector-close" onClick={() => showInspector(false)} />
      <Tabs label="Details" tabs={tabs} current={pane.value} onChange={showPane} />
    </aside>
  );
}
