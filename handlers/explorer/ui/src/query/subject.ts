// What a condition can be about: a property, a number of things, entities that are led to.
import type { EntityType, Navigation, Property } from "../model/schema";

export type Types = Map<string, EntityType>;

export interface Subject {
  /** As it is written, without the variable of a lambda: manager/displayName, tags/$count. */
  path: string;
  /** One value, a collection of values, or entities that a navigation leads to. */
  kind: "one" | "list" | "many";
  /** "Edm.String" and the like, or the name of the entity type that is led to. */
  type: string;
  nullable: boolean;
  description: string;
  allowed?: string[];
  /** The entity type whose key this is. */
  refers?: string;
}

export interface SubjectGroup {
  label: string;
  subjects: Subject[];
}

const count = "/$count";

const navigation = (t: EntityType, name: string): Navigation | undefined => t.navigations.find((n) => n.name === name);

/** The entity type that a single value identifies. */
function refersTo(t: EntityType, p: Property): string | undefined {
  if (p.type !== "Edm.Guid") return undefined;
  const to = t.navigations.find((n) => Object.keys(n.constraint).length === 1 && p.name in n.constraint);
  return to?.type ?? (t.key.length === 1 && t.key[0] === p.name ? t.name : undefined);
}

function ofProperty(t: EntityType, p: Property, prefix: string, nullable: boolean): Subject {
  const refers = refersTo(t, p);
  return {
    path: prefix + p.name,
    kind: p.collection ? "list" : "one",
    type: p.type,
    nullable: !p.collection && (nullable || p.nullable),
    description: p.description,
    ...(p.allowed && { allowed: p.allowed }),
    ...(refers && { refers }),
  };
}

const ofNavigation = (n: Navigation, prefix: string): Subject => ({
  path: prefix + n.name,
  kind: "many",
  type: n.type,
  nullable: false,
  description: n.description,
});

const countOf = (s: Subject): Subject => ({
  path: s.path + count,
  kind: "one",
  type: "Edm.Int64",
  nullable: false,
  description: `Number of ${s.path}`,
});

/** What the path leads to from the type, over navigations to one entity only; undefined where it leads nowhere. */
export function subjectAt(types: Types, type: EntityType | undefined, path: string): Subject | undefined {
  if (path.endsWith(count)) {
    const counted = subjectAt(types, type, path.slice(0, -count.length));
    return counted && counted.kind !== "one" ? countOf(counted) : undefined;
  }
  const parts = path.split("/");
  const last = parts.pop() ?? "";
  let nullable = false;
  let t = type;
  for (const part of parts) {
    const n = t && navigation(t, part);
    if (!n || n.collection) return undefined;
    nullable ||= n.nullable;
    t = types.get(n.type);
  }
  if (!t) return undefined;
  const prefix = parts.map((part) => `${part}/`).join("");
  const p = t.properties.find((x) => x.name === last);
  if (p) return ofProperty(t, p, prefix, nullable);
  const n = navigation(t, last);
  return n?.collection ? ofNavigation(n, prefix) : undefined;
}

const lists = (s: Subject): boolean => s.kind !== "one";

/** Everything to choose from: own properties, those of single entities one step away, collections and their sizes. */
export function subjectsOf(types: Types, type: EntityType): SubjectGroup[] {
  const own = type.properties.map((p) => ofProperty(type, p, "", false));
  const many = type.navigations.filter((n) => n.collection).map((n) => ofNavigation(n, ""));
  const groups: SubjectGroup[] = [{ label: type.name, subjects: own }];
  if (many.length) groups.push({ label: "Related", subjects: many });
  const counted = [...many, ...own.filter(lists)].map(countOf);
  if (counted.length) groups.push({ label: "Number of", subjects: counted });
  for (const n of type.navigations) {
    const to = types.get(n.type);
    if (n.collection || !to) continue;
    groups.push({
      label: n.name,
      subjects: to.properties.map((p) => ofProperty(to, p, `${n.name}/`, n.nullable)),
    });
  }
  return groups;
}
