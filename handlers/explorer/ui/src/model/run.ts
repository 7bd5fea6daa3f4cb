// Running a query, page by page.
import { signal } from "@preact/signals";
import { resource } from "./address";
import { countRows } from "./count";
import { errorOf, isAbort, messageOf, noteStatus, ServiceError } from "./http";
import { printQuery, type Query } from "./query";

export type Row = Record<string, unknown>;

export interface Exchange {
  url: string;
  status: number;
  headers: [string, string][];
  body: string;
  /** Milliseconds from sending to the last byte. */
  duration: number;
}

export interface Result {
  query: Query;
  /** collection: rows; entity: one row; value: a primitive or raw text; nothing: 204. */
  kind: "collection" | "entity" | "value" | "nothing";
  rows: Row[];
  value?: unknown;
  nextLink?: string;
  /** All rows that match, where they were counted. */
  count?: number;
  exchange: Exchange;
}

export const result = signal<Result | undefined>(undefined);
export const failure = signal<{ query: Query; error: ServiceError | Error; exchange?: Exchange } | undefined>(undefined);
export const running = signal(false);
export const loadingMore = signal(false);
/** Why there is no further page: the rows that are there stay. */
export const moreProblem = signal("");

/** Rows that the first page of the table has, and each that follows. */
export const pageRows = 100;
const nextRows = 300;

/** More rows than these are for an export. */
export const mostRows = 1000;

let current: AbortController | undefined;

export function cancel(): void {
  current?.abort();
  current = undefined;
  running.value = false;
  loadingMore.value = false;
}

/** Forgets what was read. */
export function forgetResult(): void {
  cancel();
  result.value = undefined;
  failure.value = undefined;
}

async function fetchPage(url: string, rows: number, signal: AbortSignal): Promise<Exchange> {
  const began = performance.now();
  const answer = await fetch(url, {
    credentials: "same-origin",
    headers: { Accept: "application/json", Prefer: `odata.maxpagesize=${rows}` },
    signal,
  });
  const body = await answer.text();
  noteStatus(answer.status);
  return {
    url,
    status: answer.status,
    headers: [...answer.headers.entries()],
    body,
    duration: performance.now() - began,
  };
}

function read(query: Query, exchange: Exchange): Result {
  const type = exchange.headers.find(([n]) => n === "content-type")?.[1] ?? "";
  if (exchange.status === 204) return { query, kind: "nothing", rows: [], exchange };
  if (!type.includes("json")) return { query, kind: "value", rows: [], value: exchange.body, exchange };
  const body = JSON.parse(exchange.body) as Row & { value?: unknown };
  const next = body["@odata.nextLink"];
  const count = body["@odata.count"];
  const rest = {
    query,
    exchange,
    ...(typeof next === "string" && { nextLink: next }),
    ...(typeof count === "number" && { count }),
  };
  if (Array.isArray(body.value)) {
    const rows = body.value as unknown[];
    // A collection of primitives is shown as rows with one column.
    return { ...rest, kind: "collection", rows: rows.map((r) => (isRow(r) ? r : { value: r })) };
  }
  if ("value" in body && Object.keys(body).every((k) => k === "value" || k.startsWith("@"))) {
    return { ...rest, kind: "value", rows: [], value: body.value };
  }
  return { ...rest, kind: "entity", rows: [body] };
}

export const isRow = (v: unknown): v is Row => typeof v === "object" && v !== null && !Array.isArray(v);

/** Runs a query and shows its first page. What ran before is given up. */
export async function run(query: Query): Promise<void> {
  cancel();
  const mine = (current = new AbortController());
  running.value = true;
  moreProblem.value = "";
  try {
    const exchange = await fetchPage(resource(query.path, printQuery(query)), pageRows, mine.signal);
    if (mine.signal.aborted) return;
    if (exchange.status >= 400) {
      failure.value = { query, error: errorOf(exchange.status, exchange.body), exchange };
      return;
    }
    result.value = read(query, exchange);
    failure.value = undefined;
    void countAll(result.value, mine.signal);
  } catch (error) {
    if (isAbort(error) || mine.signal.aborted) return;
    failure.value = { query, error: new Error(messageOf(error)) };
  } finally {
    if (current === mine) running.value = false;
  }
}

/** Counts all rows apart from the page: a URL need not ask for the count to show it. */
async function countAll(of: Result, signal: AbortSignal): Promise<void> {
  if (of.kind !== "collection" || of.count !== undefined) return;
  if (!of.nextLink) {
    if (!of.query.top && !of.query.skip) show(of, { count: of.rows.length });
    return;
  }
  if (of.query.apply) return;
  try {
    const count = await countRows(of.query, signal);
    if (Number.isInteger(count)) show(of, { count });
  } catch {
    // The number of rows is a courtesy.
  }
}

function show(of: Result, change: Partial<Result>): void {
  if (result.value?.exchange.url === of.exchange.url && result.value.query === of.query) {
    result.value = { ...result.value, ...change };
  }
}

/** Appends the next page. */
export async function loadMore(): Promise<void> {
  const shown = result.value;
  if (!shown?.nextLink || loadingMore.value || shown.rows.length >= mostRows) return;
  const mine = current ?? (current = new AbortController());
  loadingMore.value = true;
  moreProblem.value = "";
  try {
    const exchange = await fetchPage(shown.nextLink, Math.min(nextRows, mostRows - shown.rows.length), mine.signal);
    if (exchange.status >= 400) throw errorOf(exchange.status, exchange.body);
    const page = read(shown.query, exchange);
    if (result.value !== shown && result.value?.query !== shown.query) return;
    const { nextLink: _, ...before } = result.value;
    result.value = {
      ...before,
      rows: [...shown.rows, ...page.rows],
      exchange,
      ...(page.nextLink !== undefined && { nextLink: page.nextLink }),
    };
  } catch (error) {
    if (!isAbort(error)) moreProblem.value = messageOf(error);
  } finally {
    loadingMore.value = false;
  }
}
