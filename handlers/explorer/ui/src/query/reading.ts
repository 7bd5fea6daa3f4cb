// The server's tree of a filter, as conditions of the builder. What has no form there is kept as the text it is.
import type { Node } from "../model/sketch";
import {
  emptyCounts,
  innerScope,
  isValue,
  newGroup,
  newId,
  newRaw,
  takesCase,
  type Condition,
  type Group,
  type Operator,
  type Rule,
  type Scope,
} from "./conditions";
import { subjectAt, type Subject } from "./subject";

type Lambda = Extract<Node, { kind: "lambda" }>;
type Compare = Extract<Node, { kind: "compare" }>;

/** Reads a whole filter. */
export function readFilter(scope: Scope, node: Node): Group {
  const item = readNode(scope, node);
  return item.kind === "group" ? item : newGroup([item]);
}

function readNode(scope: Scope, node: Node): Condition {
  switch (node.kind) {
    case "and":
    case "or":
      return newGroup(
        node.items.map((item) => readNode(scope, item)),
        node.kind,
      );
    case "not":
      return readNot(scope, node.item);
  }
  return readRule(scope, node) ?? newRaw(node.text);
}

const opposites: Partial<Record<Operator, Operator>> = {
  contains: "notcontains",
  in: "notin",
  true: "false",
  any: "none",
  some: "empty",
  has: "hasnot",
};

function readNot(scope: Scope, node: Node): Condition {
  const item = readNode(scope, node);
  const opposite = item.kind === "rule" ? opposites[item.operator] : undefined;
  if (item.kind === "rule" && opposite) return { ...item, operator: opposite };
  if (item.kind === "group" && !item.negated) return { ...item, negated: true };
  return newGroup([item], "and", true);
}

function readRule(scope: Scope, node: Node): Rule | undefined {
  switch (node.kind) {
    case "compare":
      return readCompare(scope, node);
    case "call":
      return readCall(scope, node.name.toLowerCase(), node.args);
    case "path": {
      const s = subjectOf(scope, node);
      return s?.type === "Edm.Boolean" && s.kind === "one" ? rule(s.path, "true") : undefined;
    }
    case "lambda":
      return readLambda(scope, node);
  }
  return undefined;
}

const rule = (path: string, operator: Operator, values: string[] = [], exact = true): Rule => ({
  kind: "rule",
  id: newId(),
  path,
  operator,
  values,
  exact,
});

/** The path below the variable of the scope; undefined where it starts elsewhere. */
function below(scope: Scope, path: string): string | undefined {
  if (!scope.variable) return path;
  return path.startsWith(`${scope.variable}/`) ? path.slice(scope.variable.length + 1) : undefined;
}

function subjectOf(scope: Scope, node: Node): Subject | undefined {
  const path = node.kind === "path" ? below(scope, node.path) : undefined;
  return path === undefined ? undefined : subjectAt(scope.types, scope.type, path);
}

/** The operand of tolower(…), or the node itself. */
function folded(node: Node): [node: Node, lower: boolean] {
  const lower = node.kind === "call" && node.name.toLowerCase() === "tolower" && node.args.length === 1;
  return lower ? [node.args[0]!, true] : [node, false];
}

/** The value of a literal as a rule holds it; undefined where the rule could not write it again. */
function valueOf(s: Subject, node: Node, operator: Operator, exact = true): string | undefined {
  if (node.kind !== "literal") return undefined;
  const isText = node.type === "Edm.String";
  const value = isText ? node.value : node.text;
  if (isText !== (s.type === "Edm.String") || !isValue(s.type, value)) return undefined;
  if (value === "" && !emptyCounts(operator)) return undefined;
  return exact || value === value.toLowerCase() ? value : undefined;
}

const comparisons = ["eq", "ne", "gt", "ge", "lt", "le"];

function readCompare(scope: Scope, node: Compare): Rule | undefined {
  const [place, lower] = folded(node.left);
  const s = subjectOf(scope, place);
  if (!s || s.kind !== "one") return undefined;
  if (node.op === "in") return lower ? undefined : readIn(s, node.right, "in");
  if (!comparisons.includes(node.op)) return undefined;
  const operator = node.op as Operator;
  if (lower && !takesCase(s, operator)) return undefined;
  if (node.right.kind === "literal" && node.right.text === "null") {
    if (lower || !s.nullable) return undefined;
    return { eq: rule(s.path, "null"), ne: rule(s.path, "notnull") }[node.op];
  }
  const value = valueOf(s, node.right, operator, !lower);
  return value === undefined ? undefined : rule(s.path, operator, [value], !lower);
}

function readIn(s: Subject, list: Node, operator: "in" | "hasin"): Rule | undefined {
  if (list.kind !== "list" || !list.items.length) return undefined;
  const values = list.items.map((item) => valueOf(s, item, operator));
  return values.every((v) => v !== undefined) ? rule(s.path, operator, values) : undefined;
}

function readCall(scope: Scope, name: string, args: Node[]): Rule | undefined {
  if (!["contains", "startswith", "endswith"].includes(name) || args.length !== 2) return undefined;
  const operator = name as Operator;
  const [place, lower] = folded(args[0]!);
  const s = subjectOf(scope, place);
  if (!s || s.kind !== "one" || s.type !== "Edm.String" || (lower && !takesCase(s, operator))) return undefined;
  const value = valueOf(s, args[1]!, operator, !lower);
  return value === undefined ? undefined : rule(s.path, operator, [value], !lower);
}

function readLambda(scope: Scope, node: Lambda): Rule | undefined {
  const path = below(scope, node.path);
  const s = path === undefined ? undefined : subjectAt(scope.types, scope.type, path);
  if (!s || s.kind === "one") return undefined;
  if (!node.item) return node.op === "any" ? rule(s.path, "some") : undefined;
  if (s.kind === "list") return node.op === "any" ? readListTest(s, node.variable, node.item) : undefined;
  const made = { ...rule(s.path, node.op), variable: node.variable };
  return { ...made, group: readFilter(innerScope(scope, made), node.item) };
}

/** What any asks of the values of a collection: one comparison of the value itself. */
function readListTest(s: Subject, variable: string, node: Node): Rule | undefined {
  const isItself = (n: Node): boolean => n.kind === "path" && n.path === variable;
  const one = (operator: Operator, value: Node, exact: boolean): Rule | undefined => {
    const v = valueOf(s, value, operator, exact);
    return v === undefined ? undefined : { ...rule(s.path, operator, [v], exact), variable };
  };
  if (node.kind === "compare" && isItself(node.left)) {
    if (node.op === "eq") return one("has", node.right, true);
    const made = node.op === "in" ? readIn(s, node.right, "hasin") : undefined;
    return made && { ...made, variable };
  }
  if (node.kind !== "call" || node.name.toLowerCase() !== "contains" || node.args.length !== 2) return undefined;
  const [place, lower] = folded(node.args[0]!);
  return isItself(place) && s.type === "Edm.String" ? one("haslike", node.args[1]!, !lower) : undefined;
}
