// The builder's model of a filter, and how it is written as text. What the builder has no form for stays text.
import { hasWord } from "../model/query";
import type { EntityType } from "../model/schema";
import { subjectAt, type Subject, type Types } from "./subject";

export type Operator =
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "in"
  | "notin"
  | "contains"
  | "startswith"
  | "endswith"
  | "notcontains"
  | "null"
  | "notnull"
  | "true"
  | "false"
  | "has"
  | "hasin"
  | "haslike"
  | "hasnot"
  | "any"
  | "all"
  | "none"
  | "some"
  | "empty";

export interface Rule {
  kind: "rule";
  id: number;
  path: string;
  operator: Operator;
  /** As they are meant, not as literals: O'Neil, 2026-01-01T00:00:00Z. */
  values: string[];
  /** Text is compared with its case. */
  exact: boolean;
  /** What any, all and none ask of the entities, by the name that the variable has in their text. */
  group?: Group;
  variable?: string;
}

export interface Raw {
  kind: "raw";
  id: number;
  text: string;
}

export interface Group {
  kind: "group";
  id: number;
  join: "and" | "or";
  negated: boolean;
  items: Condition[];
}

export type Condition = Rule | Raw | Group;

/** Where a condition stands: the type that its paths start at, and the variable they start with in a lambda. */
export interface Scope {
  types: Types;
  type: EntityType | undefined;
  variable: string;
  /** The variables of all lambdas around it. */
  outer: string[];
  /** The type that a lambda was reached from. */
  parent?: string;
}

export const rootScope = (types: Types, type: EntityType | undefined): Scope => ({
  types,
  type,
  variable: "",
  outer: [],
});

/** The scope within a rule's any, all or none. */
export function innerScope(scope: Scope, rule: Rule): Scope {
  const subject = subjectAt(scope.types, scope.type, rule.path);
  const variable = rule.variable ?? "x";
  return {
    types: scope.types,
    type: subject?.kind === "many" ? scope.types.get(subject.type) : undefined,
    variable,
    outer: [...scope.outer, variable],
    ...(scope.type && { parent: scope.type.name }),
  };
}

let lastId = 0;
export const newId = (): number => ++lastId;

export const newGroup = (items: Condition[] = [], join: Group["join"] = "and", negated = false): Group => ({
  kind: "group",
  id: newId(),
  join,
  negated,
  items,
});

export const newRaw = (text: string): Raw => ({ kind: "raw", id: newId(), text });

/** A name for a lambda's variable that none around it has. */
export function freeVariable(path: string, taken: string[]): string {
  const letter = /[a-z]/i.exec(path.split("/").pop() ?? "")?.[0]?.toLowerCase() ?? "x";
  for (let n = 1; ; n++) {
    const name = n === 1 ? letter : `${letter}${n}`;
    if (!taken.includes(name)) return name;
  }
}

const forms: Record<string, RegExp> = {
  "Edm.Guid": /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  "Edm.Boolean": /^(true|false)$/,
  "Edm.DateTimeOffset": /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i,
  "Edm.Date": /^\d{4}-\d\d-\d\d$/,
  "Edm.TimeOfDay": /^\d\d:\d\d(:\d\d(\.\d+)?)?$/,
};
const whole = /^[+-]?\d+$/;
const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Whether the text is a value of the type. */
export function isValue(type: string, text: string): boolean {
  if (type === "Edm.String") return true;
  if (/^Edm\.(S?Byte|Int\d+)$/.test(type)) return whole.test(text);
  if (/^Edm\.(Decimal|Single|Double)$/.test(type)) return number.test(text);
  return forms[type]?.test(text) ?? false;
}

/** Whether an empty text says something with the operator: names equal to '' do, names that contain '' do not. */
export const emptyCounts = (operator: Operator): boolean =>
  ["eq", "ne", "has", "hasnot", "in", "notin", "hasin"].includes(operator);

export const takesNoValue = (o: Operator): boolean => ["null", "notnull", "true", "false", "some", "empty"].includes(o);
export const takesList = (o: Operator): boolean => ["in", "notin", "hasin"].includes(o);
export const takesGroup = (o: Operator): boolean => ["any", "all", "none"].includes(o);
/** Text operators that can ignore case. */
export const takesCase = (s: Subject, o: Operator): boolean =>
  s.type === "Edm.String" &&
  !s.allowed &&
  ["eq", "ne", "contains", "notcontains", "startswith", "endswith", "haslike"].includes(o);

/** The values of the rule that can be written. */
export function usable(s: Subject, rule: Rule): string[] {
  return rule.values.filter((v) => isValue(s.type, v) && (v !== "" || emptyCounts(rule.operator)));
}

/** Whether the rule says something yet. */
export function isComplete(scope: Scope, rule: Rule): boolean {
  return printRule(scope, rule) !== "";
}

const literal = (type: string, value: string): string =>
  type === "Edm.String" ? `'${value.replaceAll("'", "''")}'` : value;

const methods: Partial<Record<Operator, string>> = { notcontains: "contains", haslike: "contains" };

function compare(s: Subject, place: string, operator: string, value: string, exact: boolean): string {
  const lower = !exact && s.type === "Edm.String";
  const left = lower ? `tolower(${place})` : place;
  const right = literal(s.type, lower ? value.toLowerCase() : value);
  return ["contains", "startswith", "endswith"].includes(operator)
    ? `${operator}(${left},${right})`
    : `${left} ${operator} ${right}`;
}

const listTests: Partial<Record<Operator, string>> = { has: "eq", hasnot: "eq", hasin: "in", haslike: "contains" };

function printList(s: Subject, rule: Rule, place: string, variable: string): string {
  const values = usable(s, rule);
  const operator = listTests[rule.operator];
  if (!operator || !values.length) return "";
  const test =
    operator === "in"
      ? `${variable} in (${values.map((v) => literal(s.type, v)).join(",")})`
      : compare(s, variable, operator, values[0]!, rule.exact || !takesCase(s, rule.operator));
  return `${rule.operator === "hasnot" ? "not " : ""}${place}/any(${variable}:${test})`;
}

function printMany(scope: Scope, rule: Rule, place: string): string {
  const inner = innerScope(scope, rule);
  const body = rule.group ? printGroup(inner, rule.group) : "";
  if (!body) return { any: `${place}/any()`, none: `not ${place}/any()` }[rule.operator as string] ?? "";
  const text = `${place}/${rule.operator === "all" ? "all" : "any"}(${inner.variable}:${body})`;
  return rule.operator === "none" ? `not ${text}` : text;
}

/** The text of a rule; "" where it says nothing yet. */
export function printRule(scope: Scope, rule: Rule): string {
  const s = subjectAt(scope.types, scope.type, rule.path);
  if (!s) return "";
  const place = scope.variable ? `${scope.variable}/${rule.path}` : rule.path;
  if (rule.operator === "some") return `${place}/any()`;
  if (rule.operator === "empty") return `not ${place}/any()`;
  if (s.kind === "many") return printMany(scope, rule, place);
  if (s.kind === "list") return printList(s, rule, place, rule.variable ?? freeVariable(rule.path, scope.outer));
  return printOne(s, rule, place);
}

function printOne(s: Subject, rule: Rule, place: string): string {
  switch (rule.operator) {
    case "null":
      return `${place} eq null`;
    case "notnull":
      return `${place} ne null`;
    case "true":
      return place;
    case "false":
      return `not ${place}`;
  }
  const values = usable(s, rule);
  if (!values.length) return "";
  if (takesList(rule.operator)) {
    const test = `${place} in (${values.map((v) => literal(s.type, v)).join(",")})`;
    return rule.operator === "notin" ? `not (${test})` : test;
  }
  const test = compare(
    s,
    place,
    methods[rule.operator] ?? rule.operator,
    values[0]!,
    rule.exact || !takesCase(s, rule.operator),
  );
  return rule.operator === "notcontains" ? `not ${test}` : test;
}

/** The text of a group without parentheses around it; "" where it says nothing. */
export function printGroup(scope: Scope, group: Group): string {
  const parts = group.items
    .map((item) => [item, printCondition(scope, item)] as const)
    .filter(([, text]) => text !== "");
  const texts = parts.map(([item, text]) => (parts.length > 1 && isOpen(item, text, group.join) ? `(${text})` : text));
  const text = texts.join(` ${group.join} `);
  return group.negated && text ? `not (${text})` : text;
}

/** Whether a text needs parentheses, or is better read with them, where it is joined to others. */
function isOpen(item: Condition, text: string, join: Group["join"]): boolean {
  if (item.kind === "rule") return false;
  return hasWord(text, join === "and" ? "or" : "and") || (item.kind === "raw" && join === "or" && hasWord(text, "or"));
}

function printCondition(scope: Scope, item: Condition): string {
  if (item.kind === "raw") return item.text.trim();
  return item.kind === "group" ? printGroup(scope, item) : printRule(scope, item);
}

/** The number of conditions in the group, those within groups counted one by one. */
export function countConditions(group: Group): number {
  return group.items.reduce((n, item) => n + (item.kind === "group" ? countConditions(item) : 1), 0);
}

/** The group with the condition of that id replaced, or removed where `change` gives undefined. */
export function changeIn(group: Group, id: number, change: (item: Condition) => Condition | undefined): Group {
  if (group.id === id) return (change(group) as Group | undefined) ?? { ...group, items: [] };
  let touched = false;
  const items = group.items.flatMap((item) => {
    const next = changeItem(item, id, change);
    touched ||= next !== item;
    return next ?? [];
  });
  return touched ? { ...group, items } : group;
}

function changeItem(
  item: Condition,
  id: number,
  change: (item: Condition) => Condition | undefined,
): Condition | undefined {
  if (item.id === id) return change(item);
  if (item.kind === "group") return changeIn(item, id, change);
  if (item.kind === "raw" || !item.group) return item;
  const group = changeIn(item.group, id, change);
  return group === item.group ? item : { ...item, group };
}
