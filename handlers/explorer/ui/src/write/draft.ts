// What a form holds, and the body of the write call that it stands for.
import type { Row } from "../model/run";
import { type EntitySet, type EntityType, findProperty, type Navigation, type Property, setOf } from "../model/schema";
import { humanise } from "../model/format";
import type { Choice } from "../parts/typeahead";

/** What becomes of the stored tags and aliases. */
export type Merge = "add" | "replace" | "remove";

export interface Draft {
  /** Texts, flags and values of lists by property; "" says nothing about the property. */
  texts: Record<string, string>;
  chosen: Record<string, Choice | undefined>;
  labels: Record<string, string[]>;
  /** Properties that shall be null. */
  cleared: Record<string, boolean>;
  merge: Merge;
}

export type Kind = "text" | "list" | "flag" | "entity" | "labels";

export function kindOf(p: Property): Kind {
  if (p.collection) return "labels";
  if (p.type === "Edm.Guid") return "entity";
  if (p.type === "Edm.Boolean") return "flag";
  return p.allowed ? "list" : "text";
}

/** The navigation whose foreign key the property is. */
export function leadOf(type: EntityType, p: Property): Navigation | undefined {
  return type.navigations.find((n) => n.constraint[p.name] !== undefined);
}

/** The set that a foreign key chooses from. */
export function targetOf(type: EntityType, p: Property): EntitySet | undefined {
  return setOf(leadOf(type, p)?.type ?? "");
}

export const labelOf = (type: EntityType, p: Property): string => humanise(leadOf(type, p)?.name ?? p.name);

const listOf = (row: Row | undefined, name: string): string[] => (row?.[name] as string[] | undefined) ?? [];

/** A form with nothing given, or with what is stored. */
export function draftOf(type: EntityType, stored?: Row, chosen: Draft["chosen"] = {}): Draft {
  const draft: Draft = { texts: {}, chosen: {}, labels: {}, cleared: {}, merge: stored ? "replace" : "add" };
  for (const p of type.properties) {
    const value = stored?.[p.name];
    switch (kindOf(p)) {
      case "text":
        draft.texts[p.name] = typeof value === "string" ? value : "";
        break;
      case "labels":
        draft.labels[p.name] = listOf(stored, p.name);
        break;
      case "entity":
        draft.chosen[p.name] = value && chosen[p.name]?.id === value ? chosen[p.name] : undefined;
        break;
      default:
        draft.texts[p.name] = "";
    }
  }
  return draft;
}

/** Aliases are the same in any case. */
const folded = (name: string, label: string): string => (name === "aliases" ? label.toLowerCase() : label);

/** The labels with those of a text, which separates them by bars, each of them once. */
export function withLabels(name: string, labels: string[], text: string): string[] {
  const all = [...labels];
  for (const piece of text.split("|")) {
    const label = piece.trim();
    if (label && !all.some((l) => folded(name, l) === folded(name, label))) all.push(label);
  }
  return all;
}

export function withoutLabels(name: string, labels: string[], gone: string[]): string[] {
  return labels.filter((label) => !gone.some((g) => folded(name, g) === folded(name, label)));
}

/** Another way to merge, which comes to the same result where what is stored is known. */
export function withMerge(draft: Draft, merge: Merge, stored?: Row): Draft {
  if (!stored || merge === draft.merge) return { ...draft, merge };
  const labels: Draft["labels"] = {};
  for (const [name, given] of Object.entries(draft.labels)) {
    const now = listOf(stored, name);
    const wanted = {
      add: () => withLabels(name, now, given.join("|")),
      remove: () => withoutLabels(name, now, given),
      replace: () => given,
    }[draft.merge]();
    labels[name] = {
      add: () => withoutLabels(name, wanted, now),
      remove: () => withoutLabels(name, now, wanted),
      replace: () => wanted,
    }[merge]();
  }
  return { ...draft, merge, labels };
}

function sameLabels(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((label) => b.includes(label));
}

/** What the form says about a property; undefined where it says nothing. */
function given(p: Property, draft: Draft, stored: Row | undefined): unknown {
  if (draft.cleared[p.name]) return null;
  const kind = kindOf(p);
  if (kind === "labels") {
    const labels = draft.labels[p.name] ?? [];
    if (stored && draft.merge === "replace") return sameLabels(labels, listOf(stored, p.name)) ? undefined : labels;
    return labels.length ? labels : undefined;
  }
  const text = kind === "entity" ? draft.chosen[p.name]?.id ?? "" : (draft.texts[p.name] ?? "").trim();
  if (text === "") return undefined;
  const value = kind === "flag" ? text === "true" : text;
  return value === stored?.[p.name] ? undefined : value;
}

/** The body that asks for what the form says and for nothing else. A stored entity is addressed by its key. */
export function bodyOf(type: EntityType, names: string[], draft: Draft, stored?: Row): Row {
  const body: Row = {};
  if (stored) for (const key of type.key) body[key] = stored[key];
  for (const name of names) {
    const p = findProperty(type, name);
    const value = p && given(p, draft, stored);
    if (value !== undefined) body[name] = value;
  }
  return body;
}

/** The way to merge, as the call's query says it: only where labels are given is there anything to merge. */
export function mergeOf(type: EntityType, draft: Draft, body: Row): Merge {
  return type.properties.some((p) => p.collection && body[p.name] !== undefined) ? draft.merge : "add";
}
