// What is asked: an OData path and its options, and the raw query of a URL they are written as.

/** The system query options that the explorer has fields for; "" means not given. */
export interface Query {
  path: string;
  filter: string;
  select: string;
  expand: string;
  orderby: string;
  top: string;
  skip: string;
  count: string;
  search: string;
  compute: string;
  apply: string;
  /** All other options, as they were given, twice given ones among them. */
  rest: [name: string, value: string][];
}

type Field = Exclude<keyof Query, "path" | "rest">;

const fields: readonly Field[] = [
  "apply",
  "compute",
  "filter",
  "search",
  "count",
  "orderby",
  "skip",
  "top",
  "expand",
  "select",
];

export function emptyQuery(path: string): Query {
  return {
    path,
    filter: "",
    select: "",
    expand: "",
    orderby: "",
    top: "",
    skip: "",
    count: "",
    search: "",
    compute: "",
    apply: "",
    rest: [],
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // the server will say what is wrong with it
  }
}

/** Reads a raw query. Option names are taken in any case, with and without their dollar sign. */
export function readQuery(path: string, search: string): Query {
  const query = emptyQuery(path);
  for (const pair of search.split("&")) {
    if (!pair) continue;
    const at = pair.indexOf("=");
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    if (name.toLowerCase() === "apikey") continue; // the session has one
    const value = at < 0 ? "" : decode(pair.slice(at + 1));
    const field = fields.find((f) => f === name.replace(/^\$/, "").toLowerCase());
    if (field && value && !query[field]) query[field] = value;
    else query.rest.push([name, value]);
  }
  return query;
}

/** Percent-encodes no more than a URL needs, so that people can read it. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(24|2C|2F|3A|3B|3D|40)/g, (all) => decodeURIComponent(all));
}

/** Writes the raw query. */
export function printQuery(q: Query): string {
  // A bare semicolon is none of $search's words, an encoded one is.
  const value = (f: Field): string => f === "search" ? encode(q[f]).replaceAll(";", "%3B") : encode(q[f]);
  const pairs = fields.filter((f) => q[f] !== "").map((f) => `$${f}=${value(f)}`);
  for (const [name, value] of q.rest) pairs.push(`${encode(name)}=${encode(value)}`);
  return pairs.join("&");
}

/** The query as lines of text to edit: one option each. */
export function printText(q: Query): string {
  const lines = fields.filter((f) => q[f] !== "").map((f) => `$${f}=${q[f]}`);
  for (const [name, value] of q.rest) lines.push(`${name}=${value}`);
  return lines.join("\n&");
}

/** An option in a text of options, with the place in the text of each unit of its value and of its end. */
export interface Span {
  name: string;
  /** Where the name begins. */
  from: number;
  value: string;
  places: number[];
}

/** Tells the places of a text that are in quotes; none are where a quote is without its pair. */
function quoting(text: string): (at: number) => boolean {
  const quoted = new Uint8Array(text.length + 1);
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    quoted[at] = open;
    if (text[at] === "'") open = 1 - open;
  }
  return (at) => !open && quoted[at] === 1;
}

/**
 * Splits a text into its options: each begins with `&` on a line of its own, or with `&$name=` anywhere. White space
 * with line breaks outside of strings stands for one blank.
 */
export function spansOf(text: string): Span[] {
  const isQuoted = quoting(text);
  const starts = [...text.matchAll(/(?<=^|\n)[ \t]*&|&(?=\$\w+=)/g)].filter((m) => !isQuoted(m.index));
  const spans: Span[] = [];
  let from = 0;
  for (const next of [...starts, { index: text.length, 0: "" }]) {
    const span = spanOf(text, from, next.index, isQuoted);
    if (span) spans.push(span);
    from = next.index + next[0].length;
  }
  return spans;
}

function spanOf(text: string, from: number, end: number, isQuoted: (at: number) => boolean): Span | undefined {
  while (end > from && /\s/.test(text[end - 1]!)) end--;
  if (!text.slice(from, end).trim()) return undefined;
  const equals = text.slice(from, end).indexOf("=");
  const written = text.slice(from, equals < 0 ? end : from + equals);
  const name = { name: written.trim(), from: from + written.length - written.trimStart().length };
  if (equals < 0) return { ...name, value: "", places: [end] };
  let value = "";
  const places: number[] = [];
  let at = from + equals + 1;
  while (at < end) {
    const blank = isQuoted(at) ? undefined : /^\s*\n\s*/.exec(text.slice(at, end))?.[0];
    if (blank === undefined || value !== "") {
      value += blank === undefined ? text[at] : " ";
      places.push(at);
    }
    at += blank?.length ?? 1;
  }
  return { ...name, value, places: [...places, end] };
}

/** Reads what printText writes; values may go over several lines. */
export function readText(path: string, text: string): Query {
  return readQuery(
    path,
    spansOf(text)
      .map((s) => encode(s.name) + (s.value && `=${encode(s.value)}`))
      .join("&"),
  );
}

/**
 * The place in a text of units of an option's value, or of its name where the value is the name; undefined where the
 * option is not in it as it was.
 */
export function placeIn(
  text: string,
  option: string,
  value: string,
  from: number,
  to: number,
): [number, number] | undefined {
  const bare = (name: string): string => name.replace(/^\$/, "").toLowerCase();
  const spans = spansOf(text).filter((s) => bare(s.name) === bare(option));
  const span = spans.find((s) => s.value === value);
  const named = spans.find((s) => s.name === value);
  if (!span && named) return [named.from + from, named.from + to];
  const [start, end] = [span?.places[from], span?.places[to]];
  return start === undefined || end === undefined ? undefined : [start, end];
}

export function sameQuery(a: Query, b: Query): boolean {
  return a.path === b.path && printQuery(a) === printQuery(b);
}

const closing: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/** The units of a text outside of all quotes and brackets; JSON in brackets has quotes of its own. */
function outside(text: string, visit: (c: string, at: number) => void): void {
  const open: string[] = [];
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quote) {
      if (quote === '"' && c === "\\") at++;
      else if (c === quote) quote = "";
    } else if (c === "'" || (c === '"' && open.some((o) => o !== ")"))) quote = c;
    else if (closing[c]) open.push(closing[c]);
    else if (open.length && c === open.at(-1)) open.pop();
    else if (!open.length) visit(c, at);
  }
}

/** Splits at separators that stand in no brackets and no quotes. */
export function splitList(text: string, separator = ","): string[] {
  const items: string[] = [];
  let from = 0;
  outside(text, (c, at) => {
    if (c !== separator) return;
    items.push(text.slice(from, at));
    from = at + 1;
  });
  return [...items, text.slice(from)].map((item) => item.trim()).filter(Boolean);
}

/** Whether the word stands in the text outside of all brackets and quotes. */
export function hasWord(text: string, word: string): boolean {
  let bare = "";
  let last = -1;
  outside(text, (c, at) => {
    bare += (at === last + 1 ? "" : " ") + c;
    last = at;
  });
  return bare.toLowerCase().split(/\s+/).includes(word);
}

export interface Order {
  expression: string;
  descending: boolean;
}

export function readOrder(text: string): Order[] {
  return splitList(text).map((item) => {
    const [, expression = item, direction] = /^(.*?)(?:\s+(asc|desc))?$/s.exec(item) ?? [];
    return { expression, descending: direction === "desc" };
  });
}

export function printOrder(orders: Order[]): string {
  return orders.map((o) => o.expression + (o.descending ? " desc" : "")).join(",");
}

/** A condition joined to a filter by and, with parentheses where they are needed. */
export function andFilter(filter: string, condition: string): string {
  if (!filter.trim()) return condition;
  return `${hasWord(filter, "or") ? `(${filter})` : filter} and ${condition}`;
}
