import { go } from "../model/address";
import { andFilter } from "../model/query";
import type { Row } from "../model/run";
import { type EntityType, keyPredicate, setOf } from "../model/schema";
import { apply, draft } from "../model/state";
import { copyText } from "../parts/button";
import type { MenuItem } from "../parts/menu";
import type { Column } from "./column";
import { textOf } from "./column";
import { offers } from "./condition";
import { inspectRow } from "./inspector";

/** What can be done with a cell. */
export function cellMenu(c: Column, row: Row, type: EntityType | undefined): MenuItem[] {
  const items: MenuItem[] = [];
  if (c.property && draft.value.apply === "") {
    for (const offer of offers(c.name, c.property, row[c.name])) {
      items.push({
        label: offer.label,
        icon: "filter",
        run: () => apply({ filter: andFilter(draft.value.filter, offer.condition), skip: "" }),
      });
    }
  }
  items.push({ label: "Copy the value", icon: "copy", run: () => void copyText(textOf(row[c.name])) });
  items.push({ label: "Show the row's details", icon: "panel", run: () => inspectRow(row) });
  const set = type && setOf(type.name);
  const predicate = type && keyPredicate(type, row);
  if (set && predicate) items.push({ label: "Open this entity", icon: "right", run: () => go(set.name + predicate) });
  return items;
}
