// The whole result as a file: page after page, with progress, and an end at any time.
import { resource } from "../model/address";
import { countRows } from "../model/count";
import { send } from "../model/http";
import { printQuery, type Query } from "../model/query";

export type Format = "csv" | "json";

export interface Progress {
  rows: number;
  bytes: number;
}

/** A query as it can be exported: a table of rows has no place for entities inside of them, nor for their number. */
export function exportable(query: Query, format: Format): Query {
  const rest = query.rest.filter(([name]) => !/^\$?format$/i.test(name));
  return format === "csv"
    ? { ...query, expand: "", count: "", rest: [...rest, ["$format", "csv"]] }
    : { ...query, count: "", rest };
}

/** Excel takes a file for UTF-8 only where it begins so. */
const byteOrderMark = "\uFEFF";

async function csv(query: Query, signal: AbortSignal, tell: (p: Progress) => void): Promise<Blob> {
  const answer = await send(resource(query.path, printQuery(exportable(query, "csv"))), { signal });
  const parts: BlobPart[] = [byteOrderMark];
  const told = { rows: -1, bytes: 0 }; // the head is no row
  let quoted = false;
  const reader = answer.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    told.bytes += value.length;
    for (const byte of value) {
      if (byte === 0x22) quoted = !quoted;
      else if (byte === 0x0a && !quoted) told.rows++;
    }
    tell({ rows: Math.max(0, told.rows), bytes: told.bytes });
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

async function json(query: Query, signal: AbortSignal, tell: (p: Progress) => void): Promise<Blob> {
  const parts: BlobPart[] = ["[\n"];
  const told = { rows: 0, bytes: 0 };
  let url: string | undefined = resource(query.path, printQuery(exportable(query, "json")));
  while (url) {
    const answer: Response = await send(url, { headers: { Accept: "application/json;odata.metadata=none" }, signal });
    const body = await answer.text();
    const page = JSON.parse(body) as { value: unknown[]; "@odata.nextLink"?: string };
    const text = page.value.map((row) => JSON.stringify(row)).join(",\n");
    if (text) parts.push(told.rows ? ",\n" : "", text);
    told.rows += page.value.length;
    told.bytes += body.length;
    tell({ ...told });
    url = page["@odata.nextLink"];
  }
  parts.push("\n]\n");
  return new Blob(parts, { type: "application/json" });
}

/** Reads the whole result. */
export function download(
  query: Query, format: Format, signal: AbortSignal, tell: (p: Progress) => void,
): Promise<Blob> {
  return (format === "csv" ? csv : json)(query, signal, tell);
}

/** How many rows there are to export; undefined where that cannot be counted. */
export async function exportSize(query: Query, signal: AbortSignal): Promise<number | undefined> {
  if (query.apply) return undefined;
  const all = await countRows(query, signal);
  if (!Number.isInteger(all)) return undefined;
  const left = Math.max(0, all - Number(query.skip || 0));
  return query.top ? Math.min(left, Number(query.top)) : left;
}

/** Hands a file to the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
