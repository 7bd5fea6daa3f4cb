// A reader of filters for tests: what the server makes of them, without its checks.
import type { Node } from "../model/sketch";

const forms = [
  "'(?:[^']|'')*'",
  "[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}",
  "\\d{4}-\\d\\d-\\d\\d(?:T[\\d:.]+Z)?",
  "-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?",
  "[$\\p{L}_][\\p{L}\\p{N}_]*(?:\\/[$\\p{L}_][\\p{L}\\p{N}_]*)*",
  "[(),:]",
];
const token = new RegExp(`\\s*(${forms.join("|")})`, "giuy");

const levels = [["or"], ["and"], ["eq", "ne"], ["gt", "ge", "lt", "le"], ["add", "sub"], ["mul", "div", "mod"]];

class Reader {
  private tokens: { text: string; from: number; to: number }[] = [];
  private at = 0;

  constructor(private source: string) {
    token.lastIndex = 0;
    for (let end = 0; end < source.length; end = token.lastIndex) {
      const m = token.exec(source);
      if (!m) {
        if (source.slice(end).trim() === "") break;
        throw new Error(`no token at ${end} of ${source}`);
      }
      this.tokens.push({ text: m[1]!, from: token.lastIndex - m[1]!.length, to: token.lastIndex });
    }
  }

  whole(): Node {
    const node = this.infix(0);
    if (this.at < this.tokens.length) throw new Error(`'${this.peek()}' is left of ${this.source}`);
    return node;
  }

  private peek(ahead = 0): string {
    return this.tokens[this.at + ahead]?.text ?? "";
  }

  private next(expected?: string): string {
    const text = this.peek();
    if (expected !== undefined && text !== expected) throw new Error(`'${text}' for '${expected}' in ${this.source}`);
    this.at++;
    return text;
  }

  private text(from: number): string {
    return this.source.slice(this.tokens[from]!.from, this.tokens[this.at - 1]!.to);
  }

  private infix(level: number): Node {
    if (level === levels.length) return this.unary();
    const from = this.at;
    let left = this.infix(level + 1);
    while (levels[level]!.includes(this.peek())) {
      const op = this.next();
      const right = this.infix(level + 1);
      const text = this.text(from);
      if (op === "and" || op === "or") left = joined(op, left, right, text);
      else if (level < 4) left = { kind: "compare", op, left, right, text };
      else left = { kind: "other", text };
    }
    return left;
  }

  private unary(): Node {
    const from = this.at;
    if (this.peek() !== "not") return this.membership();
    this.next();
    const item = this.unary();
    return { kind: "not", item, text: this.text(from) };
  }

  private membership(): Node {
    const from = this.at;
    const left = this.primary();
    if (this.peek() !== "in") return left;
    this.next();
    const start = this.at;
    const items = this.list();
    const right: Node = { kind: "list", items, text: this.text(start) };
    return { kind: "compare", op: "in", left, right, text: this.text(from) };
  }

  private list(): Node[] {
    const items: Node[] = [];
    this.next("(");
    while (this.peek() !== ")") {
      items.push(this.infix(0));
      if (this.peek() === ",") this.next();
    }
    this.next(")");
    return items;
  }

  private primary(): Node {
    const from = this.at;
    if (this.peek() === "(") {
      this.next();
      const node = this.infix(0);
      this.next(")");
      return node;
    }
    const word = this.next();
    if (this.peek() !== "(" || !/^[$\p{L}_]/u.test(word)) return atom(word);
    const steps = word.split("/");
    const last = steps.pop()!;
    if (last !== "any" && last !== "all") return { kind: "call", name: word, args: this.list(), text: this.text(from) };
    this.next("(");
    let variable = "";
    let item: Node | null = null;
    if (this.peek() !== ")") {
      variable = this.next();
      this.next(":");
      item = this.infix(0);
    }
    this.next(")");
    return { kind: "lambda", op: last, path: steps.join("/"), variable, item, text: this.text(from) };
  }
}

function joined(kind: "and" | "or", left: Node, right: Node, text: string): Node {
  const items = [left, right].flatMap((n) => (n.kind === kind ? n.items : [n]));
  return { kind, items, text };
}

function atom(text: string): Node {
  if (text.startsWith("'"))
    return { kind: "literal", type: "Edm.String", value: text.slice(1, -1).replaceAll("''", "'"), text };
  if (/^(true|false|null)$/.test(text))
    return { kind: "literal", type: text === "null" ? "null" : "Edm.Boolean", value: text, text };
  if (/^[\da-f]{8}-/i.test(text)) return { kind: "literal", type: "Edm.Guid", value: text, text };
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return { kind: "literal", type: "Edm.DateTimeOffset", value: text, text };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { kind: "literal", type: "Edm.Date", value: text, text };
  if (/^-?\d/.test(text)) return { kind: "literal", type: "Edm.Int32", value: text, text };
  return { kind: "path", path: text, text };
}

export const parse = (text: string): Node => new Reader(text).whole();

/** What the tree says, apart from how it was written. */
export function meaning(node: Node): unknown {
  switch (node.kind) {
    case "and":
    case "or":
      return [node.kind, ...node.items.map(meaning)];
    case "not":
      return ["not", meaning(node.item)];
    case "compare":
      return [node.op, meaning(node.left), meaning(node.right)];
    case "list":
      return ["list", ...node.items.map(meaning)];
    case "call":
      return [node.name, ...node.args.map(meaning)];
    case "path":
      return node.path;
    case "literal":
      return [node.type, node.value];
    case "lambda":
      return [node.op, node.path, node.variable, node.item && meaning(node.item)];
    case "other":
      return node.text;
  }
}
