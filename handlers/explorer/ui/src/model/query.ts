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
  "apply", "compute", "filter", "search", "count", "orderby", "skip", "top", "expand", "select",
];

export function emptyQuery(path: string): Query {
  return {
    path, filter: "", select: "", expand: "", orderby: "", top: "", skip: "", count: "", search: "", compute: "",
    apply: "", rest: [],
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
  const pairs = fields.filter((f) => q[f] !== "").map((f) => `$${f}=${encode(q[f])}`);
  for (const [name, value] of q.rest) pairs.push(`${encode(name)}=${encode(value)}`);
  return pairs.join("&");
}

/** The query as lines of text to edit: one option each. */
export function printText(q: Query): string {
  const lines = fields.filter((f) => q[f] !== "").map((f) => `$${f}=${q[f]}`);
  for (const [name, value] of q.rest) lines.push(`${name}=${value}`);
  return lines.join("\n&");
}

/** Reads what printText writes; values may go over several lines. */
export function readText(path: string, text: string): Query {
  const pairs = text.split(/(?:^|\n)\s*&|(?<=[^'\n])&(?=\$\w+=)/).map((line) => line.replace(/\s*\n\s*/g, " ").trim());
  return readQuery(path, pairs.filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? encode(pair) : `${encode(pair.slice(0, at).trim())}=${encode(pair.slice(at + 1))}`;
  }).join("&"));
}

export function sameQuery(a: Query, b: Query): boolean {
  return a.path === b.path && printQuery(a) === printQuery(b);
}

/** Splits at commas that stand in no parentheses and no quotes. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === "'") quoted = !quoted;
    else if (!quoted && c === "(") depth++;
    else if (!quoted && c === ")") depth--;
    if (i === text.length || (c === "," && !quoted && depth === 0)) {
      if (text.slice(from, i).trim()) items.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return items;
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
  return `${hasOr(filter) ? `(${filter})` : filter} and ${condition}`;
}

/** Whether the text has an `or` outside of parentheses and quotes. */
function hasOr(text: string): boolean {
  const outside = text.replace(/'(?:[^']|'')*'/g, "''");
  let depth = 0;
  for (const word of outside.match(/[()]|\w+/g) ?? []) {
    if (word === "(") depth++;
    else if (word === ")") depth--;
    else if (word === "or" && depth === 0) return true;
  }
  return false;
}
