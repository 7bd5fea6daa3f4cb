// What is to be known about a result beside its rows.
import { signal } from "@preact/signals";
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

export const inspecting = signal(kept.read("inspector", innerWidth >= 1600));
const pane = signal(kept.read("pane", "row"));

export function showInspector(open: boolean): void {
  inspecting.value = open;
  kept.write("inspector", open);
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
  if (session.value?.can.admin) tabs.push({ id: "sql", title: "SQL", body: () => <SQLPane /> });
  return (
    <aside class="inspector" aria-label="Details">
      <Button icon="close" label="Close the details" look="quiet" class="inspector-close" onClick={() => showInspector(false)} />
      <Tabs label="Details" tabs={tabs} current={pane.value} onChange={showPane} />
    </aside>
  );
}
