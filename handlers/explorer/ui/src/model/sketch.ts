// What the server makes of a query: its tree and, where something is wrong with it, the place. One grammar
// serves the engine and the explorer.
import { ask } from "./http";

export interface Fault {
  code: string;
  message: string;
  /** The option, such as "$filter". */
  target: string;
  hint: string;
  /** The decoded text of the option, into which start and end point by UTF-16 units. */
  source: string;
  start: number;
  end: number;
}

export type Node = { text: string } & (
  | { kind: "and" | "or"; items: Node[] }
  | { kind: "not"; item: Node }
  | { kind: "compare"; op: string; left: Node; right: Node }
  | { kind: "list"; items: Node[] }
  | { kind: "call"; name: string; args: Node[] }
  | { kind: "path"; path: string }
  | { kind: "literal"; type: string; value: string }
  | { kind: "lambda"; op: "any" | "all"; path: string; variable: string; item: Node | null }
  | { kind: "other" }
);

/** What may be asked of a collection, at the top or inside of $expand. */
interface Options {
  filter: Node | null;
  orderby: { text: string; desc: boolean }[] | null;
  select: string[] | null;
  expand: ExpandItem[] | null;
  top: number | null;
  skip: number | null;
  count: boolean | null;
}

export interface ExpandItem extends Options {
  path: string;
  text: string;
}

export interface Sketch extends Options {
  error: Fault | null;
  kind: "collection" | "entity" | "property" | "value" | "count" | "metadata" | "other";
  set: string;
  type: string;
  options: { name: string; value: string }[];
}

export const parse = (path: string, query: string, signal?: AbortSignal): Promise<Sketch> =>
  ask<Sketch>("parse", { path, query }, signal);
