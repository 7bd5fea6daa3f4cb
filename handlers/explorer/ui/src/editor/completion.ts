// What may be written at the cursor, from the service's model.
import type { EntityType } from "../model/schema";
import type { Types } from "../query/subject";
import { functions, operators, options } from "./functions";
import { placeAt, typeAt, type Place } from "./scan";

export interface Proposal {
  label: string;
  kind: "property" | "navigation" | "function" | "operator" | "option" | "value" | "variable";
  detail: string;
  /** What is written: with ${…} for places to fill in; without it, the label. */
  insert?: string;
  /** Higher comes first. */
  boost?: number;
}

export interface Completion {
  from: number;
  proposals: Proposal[];
}

/** Proposals for the cursor's place. */
export function completionsAt(text: string, cursor: number, types: Types, typeName: string): Completion {
  const place = placeAt(text, cursor, types, types.get(typeName));
  return { from: place.from, proposals: proposalsFor(place, types) };
}

function proposalsFor(p: Place, types: Types): Proposal[] {
  switch (p.kind) {
    case "option":
      return optionNames(p);
    case "expression":
      return expression(p, types);
    case "select":
      return p.quoted ? [] : [...columns(p.type), { label: "*", kind: "value", detail: "all columns" }];
    case "orderby":
      return ordering(p, types);
    case "expand":
      return p.behind && !p.word
        ? []
        : navigations(p.steps.length ? typeAt(types, p.type, p.variables, p.steps) : p.type, "");
    case "flag":
      return ["true", "false"].map((label) => ({ label, kind: "value", detail: "" }));
    case "none":
      return [];
  }
}

function optionNames(p: Place): Proposal[] {
  return Object.entries(options)
    .filter(([name]) => !p.given.includes(name) && !(p.nested && name === "$format"))
    .map(([name, detail], i) => ({
      label: name,
      kind: "option",
      detail,
      insert: `${p.prefix}${name}=`,
      boost: 10 - i,
    }));
}

const columns = (t: EntityType | undefined): Proposal[] =>
  (t?.properties ?? []).map((x, i) => ({ label: x.name, kind: "property", detail: x.description, boost: 20 - i / 10 }));

const navigations = (t: EntityType | undefined, behind: string): Proposal[] =>
  (t?.navigations ?? []).map((n) => ({
    label: n.name,
    kind: "navigation",
    detail: n.description || n.type,
    ...(behind && { insert: n.name + behind }),
  }));

/** Functions whose parentheses are to be filled in. */
const calls = (): Proposal[] =>
  Object.entries(functions).map(([name, [parameters, about]]) => ({
    label: name,
    kind: "function",
    detail: about,
    insert: parameters
      ? `${name}(${parameters
          .split(", ")
          .map((x) => `\${${x}}`)
          .join(",")})`
      : `${name}()`,
    boost: -1,
  }));

/** What a path may go on with from the type: properties, navigations with their slash, and what asks of collections. */
function operands(t: EntityType | undefined): Proposal[] {
  return [...columns(t), ...navigations(t, "/")];
}

/** What may stand behind the slash of a collection; `step` leads from the variable to what is asked of. */
function ofCollection(variable: string, step: string): Proposal[] {
  const body = `(${variable}:${variable}${step}\${})`;
  return [
    { label: "any", kind: "function", detail: "at least one is such that", insert: `any${body}` },
    { label: "all", kind: "function", detail: "all are such that", insert: `all${body}` },
    { label: "$count", kind: "property", detail: "how many there are" },
  ];
}

/** A letter for a variable that no lambda around has. */
function variableFor(step: string, taken: Iterable<string>): string {
  const letter = step.charAt(0).toLowerCase() || "x";
  const used = [...taken];
  for (let n = 1; ; n++) {
    const name = n === 1 ? letter : `${letter}${n}`;
    if (!used.includes(name)) return name;
  }
}

function afterSlash(p: Place, types: Types): Proposal[] {
  const last = p.steps.at(-1)!;
  const before = p.steps.slice(0, -1);
  const t = typeAt(types, p.type, p.variables, before);
  if (before.length || !p.variables.has(last)) {
    const variable = variableFor(last, p.variables.keys());
    if (t?.navigations.find((n) => n.name === last)?.collection) return ofCollection(variable, "/");
    if (t?.properties.find((x) => x.name === last)?.collection) return ofCollection(variable, "");
  }
  return operands(typeAt(types, p.type, p.variables, p.steps));
}

/** The values that what is compared may have. */
function values(p: Place, types: Types): Proposal[] {
  const steps = p.compared.split("/");
  const name = steps.pop() ?? "";
  const property = typeAt(types, p.type, p.variables, steps)?.properties.find((x) => x.name === name);
  if (property?.type === "Edm.Boolean" && !p.quoted) {
    return ["true", "false"].map((label) => ({ label, kind: "value", detail: "", boost: 50 }));
  }
  const known = (property?.allowed ?? []).map((v): Proposal => ({
    label: v,
    kind: "value",
    detail: property!.name,
    insert: p.quoted ? `${v}'` : `'${v}'`,
    boost: 50,
  }));
  if (p.quoted || !property?.nullable) return known;
  return [...known, { label: "null", kind: "value", detail: "no value", boost: 40 }];
}

function expression(p: Place, types: Types): Proposal[] {
  if (p.quoted) return p.compared ? values(p, types) : [];
  if (p.steps.length) return afterSlash(p, types);
  if (p.behind)
    return Object.entries(operators).map(([label, detail], i) => ({ label, kind: "operator", detail, boost: -i }));
  const variables = [...p.variables].map(([name, t]): Proposal => ({
    label: name,
    kind: "variable",
    detail: t?.name ?? "value",
    ...(t && { insert: `${name}/` }),
    boost: 60,
  }));
  return [
    ...(p.compared ? values(p, types) : []),
    ...variables,
    ...operands(p.type),
    ...calls(),
    { label: "not", kind: "operator", detail: "what follows does not hold", insert: "not " },
  ];
}

function ordering(p: Place, types: Types): Proposal[] {
  if (p.quoted) return [];
  if (p.steps.length) return afterSlash(p, types);
  if (p.behind) {
    return [
      { label: "asc", kind: "operator", detail: "smallest first" },
      { label: "desc", kind: "operator", detail: "greatest first", boost: 1 },
    ];
  }
  return [...operands(p.type), ...calls()];
}
