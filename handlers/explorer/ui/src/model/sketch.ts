// What the server makes of a query: its filter as a tree and, where something is wrong, the place. What a filter means
// is decided by one grammar, that of the engine.
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

/** Of what the server says of a query: the rest of its tree is for other editors. */
export interface Sketch {
  error: Fault | null;
  kind: "collection" | "entity" | "property" | "value" | "count" | "metadata" | "other";
  /** The entity type that the path leads to, "" where it is none. */
  type: string;
  filter: Node | null;
}

export const parse = (path: string, query: string, signal?: AbortSignal): Promise<Sketch> =>
  ask<Sketch>("parse", { path, query }, signal);
