// The columns of a result: which there are, in which order, what is known of them.
import { shortGuid } from "../model/format";
import { kept } from "../model/kept";
import { splitList } from "../model/query";
import { isRow, type Result, type Row } from "../model/run";
import { type EntityType, findNavigation, findProperty, type Navigation, type Property, titleOf } from "../model/schema";

export interface Column {
  name: string;
  property: Property | undefined;
  /** The column holds expanded entities. */
  navigation: Navigation | undefined;
  /** The value leads to the entity of this navigation: a foreign key, or the key itself of a membership's end. */
  foreign: Navigation | undefined;
}

function column(type: EntityType | undefined, name: string): Column {
  const property = findProperty(type, name);
  return {
    name,
    property,
    navigation: findNavigation(type, name),
    foreign: property && type?.navigations.find((n) => Object.keys(n.constraint).join() === name),
  };
}

/** The order of $select; without it what names an entity comes first and its key last. */
export function columnsOf(type: EntityType | undefined, result: Result): Column[] {
  const names = new Set<string>();
  for (const row of result.rows.slice(0, 200)) {
    for (const name of Object.keys(row)) if (!name.includes("@")) names.add(name);
  }
  if (!result.rows.length) for (const p of type?.properties ?? []) names.add(p.name);
  const chosen = splitList(result.query.select).filter((n) => names.has(n));
  const rank = (name: string): number => {
    if (chosen.includes(name)) return chosen.indexOf(name) - 1000;
    if (!type) return 0;
    if (name === titleOf(type)?.name) return 1;
    if (type.alternateKeys.some((k) => k.includes(name)) && name !== "externalId") return 2;
    if (findNavigation(type, name)) return 3;
    if (type.key.includes(name)) return 9;
    return findProperty(type, name)?.computed && /(Key|List)$/.test(name) ? 6 : 4;
  };
  return [...names].sort((a, b) => rank(a) - rank(b)).map((name) => column(type, name));
}

const starting: Record<string, number> = {
  "Edm.Guid": 124, "Edm.Boolean": 110, "Edm.DateTimeOffset": 184, "Edm.Date": 124,
};

const widest = 300;
const padding = 28;

/** Wide enough for the head and for most of the texts that are there, in CSS pixels. */
export function startingWidth(c: Column, rows: Row[]): number {
  const head = c.name.length * 8.5 + 50;
  if (c.navigation) return Math.max(head, 200);
  if (c.property?.collection) return Math.max(head, 190);
  const known = starting[c.property?.type ?? ""];
  if (known) return Math.max(head, known);
  const lengths = rows.slice(0, 60).map((r) => textOf(r[c.name]).length).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  return Math.max(head, Math.min(widest, Math.ceil(usual * 7.4 + padding)));
}

type Widths = Record<string, number>;

/** The widths that were chosen for a type's columns, in CSS pixels. */
export const keptWidths = (type: string): Widths => kept.read<Widths>(`widths.${type}`, {});
export const keepWidths = (type: string, widths: Widths): void => kept.write(`widths.${type}`, widths);

/** The text of a value, for the clipboard. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join("|");
  return isRow(value) ? JSON.stringify(value) : String(value);
}

/** What an entity is called: by its own title, or by that of an entity inside of it. */
export function nameOf(type: EntityType | undefined, row: Row): string {
  const named = row[(type && titleOf(type)?.name) ?? ""];
  if (typeof named === "string" && named) return named;
  const texts = Object.entries(row).filter(([k, v]) => !k.includes("@") && typeof v === "string" && v);
  const inner = Object.values(row).find(isRow);
  if (inner && (type || !texts.length)) return nameOf(undefined, inner);
  const spoken = texts.find(([k]) => /name$/i.test(k)) ?? texts[0];
  const text = String(spoken?.[1] ?? "one");
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text) ? shortGuid(text) : text;
}
