// Reads a query up to the cursor: what the word at the cursor is about.
import { spansOf } from "../model/query";
import type { EntityType } from "../model/schema";
import type { Types } from "../query/subject";

export type Variables = Map<string, EntityType | undefined>;

export interface Place {
  kind: "option" | "expression" | "select" | "orderby" | "expand" | "flag" | "none";
  /** Where the word at the cursor begins, and the word: the last step of a path, or a string without its quote. */
  from: number;
  word: string;
  /** The steps of the path before the word. */
  steps: string[];
  /** The type that paths without a variable start at. */
  type: EntityType | undefined;
  variables: Variables;
  /** An operand stands before the word, so that an operator is wanted. */
  behind: boolean;
  /** The path that the word is compared with; "" for none. */
  compared: string;
  /** The word is in a string. */
  quoted: boolean;
  /** The options that are given already, at the level of the cursor. */
  given: string[];
  /** In the parentheses of $expand. */
  nested: boolean;
  /** What is missing before a new option. */
  prefix: string;
}

interface Frame {
  /** What opened it: an option's value, the options of an item of $expand, a lambda, other parentheses. */
  kind: "value" | "options" | "lambda" | "plain";
  option: string;
  type: EntityType | undefined;
  variables: Variables;
  /** The type of a lambda's variable. */
  item: EntityType | undefined;
  given: string[];
  /** The token before. */
  last: string;
  behind: boolean;
  compared: string;
  nested: boolean;
}

const token = /'(?:[^']|'')*(?:'|$)|[$@\p{L}_][\p{L}\p{N}_]*(?:\/[$\p{L}_][\p{L}\p{N}_]*)*\/?|\d[\w.:+-]*|\s+|./gsu;
const infix = /^(eq|ne|gt|ge|lt|le|in|has)$/i;
const joining = /^(and|or|not|add|sub|mul|div|divby|mod)$/i;

/** The name of an option in lower case and with its sign. */
function optionName(text: string): string {
  const bare = text.trim().toLowerCase();
  return /^[@$]/.test(bare) ? bare : `$${bare}`;
}

/** The type at the end of steps that begin at a type or at a variable. */
export function typeAt(
  types: Types,
  type: EntityType | undefined,
  variables: Variables,
  steps: string[],
): EntityType | undefined {
  const [first, ...others] = steps;
  const known = first !== undefined && (variables.has(first) || first === "$it");
  let t = known && first !== "$it" ? variables.get(first) : type;
  for (const step of known ? others : steps) t = types.get(t?.navigations.find((n) => n.name === step)?.type ?? "");
  return t;
}

/** Reads the text up to the cursor. */
export function placeAt(text: string, cursor: number, types: Types, type: EntityType | undefined): Place {
  const before = text.slice(0, cursor);
  const given = spansOf(text).map((s) => optionName(s.name));
  const frame: Frame = {
    kind: "value",
    option: "",
    type,
    variables: new Map(),
    item: undefined,
    given,
    last: "",
    behind: false,
    compared: "",
    nested: false,
  };
  const inString = before.split("'").length % 2 === 0;
  const line = inString ? null : /(?:^|\n)[ \t]*(&?)[ \t]*([$@\w]*)$/.exec(before);
  const word = line?.[2] ?? "";
  if (line && ((line.index === 0 && !before.startsWith("\n")) || line[1] || word === "" || word.startsWith("$"))) {
    const place = placeOf(frame, word, cursor - word.length);
    return {
      ...place,
      kind: "option",
      given: given.filter((g) => g !== optionName(word)),
      prefix: line[1] || line.index === 0 ? "" : "&",
    };
  }
  const current = spansOf(before).at(-1);
  if (!current) return placeOf(frame, word, cursor - word.length);
  const start = current.places[0]!;
  return scan(text.slice(start, cursor), start, types, { ...frame, option: optionName(current.name) });
}

function scan(text: string, offset: number, types: Types, first: Frame): Place {
  const frames = [first];
  for (const [t] of text.matchAll(token)) {
    offset += t.length;
    text = text.slice(t.length);
    const open = t.startsWith("'") && (t.length === 1 || !t.endsWith("'"));
    if (text === "" && (open || /^[$@\p{L}_\d]/u.test(t))) return placeOf(frames.at(-1)!, t, offset - t.length);
    step(frames, t, types);
  }
  return placeOf(frames.at(-1)!, "", offset);
}

function step(frames: Frame[], t: string, types: Types): void {
  const f = frames.at(-1)!;
  switch (t) {
    case "(":
      frames.push(opened(f, types));
      return;
    case ")":
      if (frames.length > 1) frames.pop();
      Object.assign(frames.at(-1)!, { behind: true, last: ")", compared: "" });
      return;
    case ",":
      Object.assign(f, { behind: false, last: "" });
      return;
    case ";":
      Object.assign(f, { behind: false, last: "", compared: "", ...(f.kind === "options" && { option: "" }) });
      return;
    case ":":
      if (f.kind === "lambda") f.variables.set(f.last, f.item);
      Object.assign(f, { behind: false, last: "" });
      return;
    case "=":
      if (f.kind === "options" && !f.option) {
        Object.assign(f, {
          option: optionName(f.last),
          behind: false,
          last: "",
          given: [...f.given, optionName(f.last)],
        });
      }
      return;
  }
  if (/^\s/.test(t)) return;
  if (infix.test(t) && f.behind) Object.assign(f, { behind: false, compared: f.last, last: t.toLowerCase() });
  else if (joining.test(t)) Object.assign(f, { behind: false, compared: "", last: t.toLowerCase() });
  else Object.assign(f, { behind: true, last: t, ...(f.kind !== "plain" && { compared: "" }) });
}

/** What parentheses behind the last token hold. */
function opened(f: Frame, types: Types): Frame {
  const inner: Frame = {
    ...f,
    kind: "plain",
    variables: new Map(f.variables),
    last: "",
    behind: false,
    compared: f.last === "in" ? f.compared : "",
  };
  const steps = f.behind ? f.last.split("/") : [];
  const end = steps.at(-1)?.toLowerCase();
  if ((end === "any" || end === "all") && steps.length > 1) {
    return { ...inner, kind: "lambda", item: typeAt(types, f.type, f.variables, steps.slice(0, -1)) };
  }
  if (f.option === "$expand" && f.kind !== "plain" && steps.length) {
    return {
      ...inner,
      kind: "options",
      option: "",
      given: [],
      nested: true,
      type: typeAt(types, f.type, f.variables, steps),
    };
  }
  return inner;
}

const kinds: Record<string, Place["kind"]> = {
  $select: "select",
  $orderby: "orderby",
  $expand: "expand",
  $count: "flag",
  $filter: "expression",
  $compute: "expression",
  $apply: "expression",
};

function placeOf(f: Frame, text: string, at: number): Place {
  const quoted = text.startsWith("'");
  const steps = quoted ? [] : text.split("/").slice(0, -1);
  const word = quoted ? text.slice(1) : text.slice(text.lastIndexOf("/") + 1);
  const naming = f.kind === "lambda" && !f.behind && f.last === "" && !f.compared && f.variables.size === 0;
  let kind = kinds[f.option] ?? "none";
  if (f.kind === "options" && !f.option) kind = "option";
  // A lambda begins with the name of its variable, which is free.
  if (naming) kind = "none";
  return {
    kind,
    from: at + text.length - word.length,
    word,
    steps,
    type: f.type,
    variables: f.variables,
    behind: f.behind,
    compared: f.compared,
    quoted,
    given: f.given,
    nested: f.nested,
    prefix: "",
  };
}
