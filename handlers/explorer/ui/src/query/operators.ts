// Which operators a subject has, and what they are called.
import {
  freeVariable,
  isValue,
  newGroup,
  newId,
  takesGroup,
  takesList,
  takesNoValue,
  type Operator,
  type Rule,
  type Scope,
} from "./conditions";
import { subjectAt, type Subject } from "./subject";

export const titles: Record<Operator, string> = {
  eq: "is",
  ne: "is not",
  gt: ">",
  ge: "≥",
  lt: "<",
  le: "≤",
  in: "is one of",
  notin: "is none of",
  contains: "contains",
  startswith: "starts with",
  endswith: "ends with",
  notcontains: "does not contain",
  null: "is null",
  notnull: "is not null",
  true: "is true",
  false: "is false",
  has: "has",
  hasin: "has one of",
  haslike: "has one containing",
  hasnot: "has not",
  some: "has some",
  empty: "has none",
  any: "has any where",
  all: "all are such that",
  none: "has none where",
};

const dated: Partial<Record<Operator, string>> = { gt: "after", ge: "from", lt: "before", le: "until" };

export function titleOfOperator(s: Subject | undefined, o: Operator): string {
  return (/^Edm\.(Date|TimeOfDay)/.test(s?.type ?? "") && dated[o]) || titles[o];
}

const nulls: Operator[] = ["null", "notnull"];

function offered(s: Subject): Operator[] {
  if (s.kind === "many") return ["any", "all", "none", "some", "empty"];
  if (s.kind === "list") {
    return s.type === "Edm.String"
      ? ["has", "hasin", "haslike", "hasnot", "some", "empty"]
      : ["has", "hasnot", "some", "empty"];
  }
  const own: Operator[] = ((): Operator[] => {
    if (s.allowed) return ["eq", "ne", "in", "notin"];
    switch (s.type) {
      case "Edm.String":
        return ["contains", "eq", "ne", "startswith", "endswith", "notcontains", "in", "notin"];
      case "Edm.Boolean":
        return ["true", "false"];
      case "Edm.Guid":
        return ["eq", "ne", "in", "notin"];
    }
    return /^Edm\.Date/.test(s.type) ? ["ge", "gt", "lt", "le", "eq", "ne"] : ["eq", "ne", "gt", "ge", "lt", "le"];
  })();
  return s.nullable ? [...own, ...nulls] : own;
}

/** The operators of a subject; one that a text has used is among them. */
export function operatorsOf(s: Subject, used?: Operator): Operator[] {
  const all = offered(s);
  return used && !all.includes(used) ? [...all, used] : all;
}

/** The rule with what its operator takes: values, a group, or nothing. */
function shaped(s: Subject, rule: Rule): Rule {
  const { group, variable, ...rest } = rule;
  const none = takesNoValue(rule.operator) || takesGroup(rule.operator);
  let values = none ? [] : rule.values.filter((v) => isValue(s.type, v));
  const known = s.allowed ?? (s.type === "Edm.Boolean" ? ["true", "false"] : []);
  if (!none && !takesList(rule.operator) && known.length && !values.length) values = [known[0]!];
  return {
    ...rest,
    values,
    ...(takesGroup(rule.operator) && { group: group ?? newGroup() }),
    ...(variable && { variable }),
  };
}

const exactly: Operator[] = ["eq", "ne"];

export function withOperator(scope: Scope, rule: Rule, operator: Operator): Rule {
  const s = subjectAt(scope.types, scope.type, rule.path);
  if (!s) return rule;
  // Equality is exact unless one asks otherwise; parts of texts are looked for ignoring case.
  const exact =
    exactly.includes(operator) === exactly.includes(rule.operator) ? rule.exact : exactly.includes(operator);
  const variable = s.kind === "many" ? (rule.variable ?? freeVariable(s.path, scope.outer)) : rule.variable;
  return shaped(s, { ...rule, operator, exact, ...(variable && { variable }) });
}

/** The rule about another subject: with its operator and values, where that one has them too. */
export function withSubject(scope: Scope, rule: Rule, s: Subject): Rule {
  const before = subjectAt(scope.types, scope.type, rule.path);
  const { group: _, variable: __, ...rest } = rule;
  const same = before?.kind === s.kind && before.type === s.type && !s.allowed === !before.allowed && s.kind !== "many";
  const operator = same && offered(s).includes(rule.operator) ? rule.operator : offered(s)[0]!;
  const values =
    same && (!s.allowed || rule.values.every((v) => s.allowed!.includes(v))) && s.refers === before.refers
      ? rule.values
      : [];
  const fresh: Rule = {
    ...rest,
    path: s.path,
    operator,
    values,
    exact: same ? rule.exact : exactly.includes(operator),
  };
  return withOperator(scope, fresh, operator);
}

/** A new rule about a subject. */
export function ruleFor(scope: Scope, s: Subject): Rule {
  const operator = offered(s)[0]!;
  const blank: Rule = {
    kind: "rule",
    id: newId(),
    path: s.path,
    operator,
    values: [],
    exact: exactly.includes(operator),
  };
  return withOperator(scope, blank, operator);
}
