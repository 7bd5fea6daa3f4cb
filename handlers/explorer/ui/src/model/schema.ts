// The service's model, read from $metadata as CSDL JSON.
import { signal } from "@preact/signals";
import { resource } from "./address";
import { getJSON } from "./http";

export interface Property {
  name: string;
  /** "Edm.String" and the like. */
  type: string;
  collection: boolean;
  nullable: boolean;
  maxLength?: number;
  description: string;
  computed: boolean;
  /** The values that it may have, where they are known. */
  allowed?: string[];
}

export interface Navigation {
  name: string;
  /** The unqualified name of the entity type that it leads to. */
  type: string;
  collection: boolean;
  nullable: boolean;
  description: string;
  /** Own property → key property of the type that it leads to. */
  constraint: Record<string, string>;
}

export interface EntityType {
  name: string;
  description: string;
  key: string[];
  alternateKeys: string[][];
  properties: Property[];
  navigations: Navigation[];
}

export interface EntitySet {
  name: string;
  description: string;
  type: EntityType;
  unsortable: string[];
}

export interface Schema {
  sets: EntitySet[];
  types: Map<string, EntityType>;
  /** Whether the service groups and aggregates ($apply). */
  aggregates: boolean;
}

export const schema = signal<Schema | undefined>(undefined);

export const isString = (p: Property): boolean => p.type === "Edm.String";

type Json = Record<string, unknown>;
const core = "@Org.OData.Core.V1.";
const unqualified = (name: unknown): string => String(name).split(".").pop() ?? "";
const text = (v: unknown): string => (typeof v === "string" ? v : "");

function property(name: string, c: Json): Property {
  const allowed = c["@Org.OData.Validation.V1.AllowedValues"] as { Value: string }[] | undefined;
  return {
    name,
    type: text(c.$Type) || "Edm.String",
    collection: c.$Collection === true,
    nullable: c.$Nullable === true,
    ...(typeof c.$MaxLength === "number" && { maxLength: c.$MaxLength }),
    description: text(c[`${core}Description`]),
    computed: c[`${core}Computed`] === true,
    ...(allowed && { allowed: allowed.map((a) => a.Value) }),
  };
}

function navigation(name: string, c: Json): Navigation {
  return {
    name,
    type: unqualified(c.$Type),
    collection: c.$Collection === true,
    nullable: c.$Nullable === true,
    description: text(c[`${core}Description`]),
    constraint: (c.$ReferentialConstraint as Record<string, string>) ?? {},
  };
}

function entityType(name: string, c: Json): EntityType {
  const members = Object.entries(c).filter(([n]) => !/[$@]/.test(n)) as [string, Json][];
  const alternate = (c[`${core}AlternateKeys`] ?? []) as { Key: { Name: string }[] }[];
  return {
    name,
    description: text(c[`${core}Description`]),
    key: (c.$Key as string[]) ?? [],
    alternateKeys: alternate.map((k) => k.Key.map((part) => part.Name)),
    properties: members.filter(([, m]) => m.$Kind === undefined).map(([n, m]) => property(n, m)),
    navigations: members.filter(([, m]) => m.$Kind === "NavigationProperty").map(([n, m]) => navigation(n, m)),
  };
}

/** Reads a CSDL JSON document. */
export function schemaOf(document: Json): Schema {
  const [namespace, container] = text(document.$EntityContainer).split(".") as [string, string];
  const all = (document[namespace] ?? {}) as Record<string, Json>;
  const types = new Map<string, EntityType>();
  for (const [name, c] of Object.entries(all)) {
    if (c.$Kind === "EntityType") types.set(name, entityType(name, c));
  }
  const home = all[container] ?? {};
  const sets: EntitySet[] = [];
  for (const [name, c] of Object.entries(home as Record<string, Json>)) {
    const type = types.get(unqualified(c?.$Type));
    if (!type || c.$Collection !== true) continue;
    const sort = (c["@Org.OData.Capabilities.V1.SortRestrictions"] ?? {}) as { NonSortableProperties?: string[] };
    sets.push({
      name,
      description: text(c[`${core}Description`]),
      type,
      unsortable: sort.NonSortableProperties ?? [],
    });
  }
  const aggregates = /"@Org\.OData\.Aggregation\.V1\.ApplySupported[^"]*":/.test(JSON.stringify(home));
  return { sets, types, aggregates };
}

export async function loadSchema(): Promise<void> {
  schema.value = schemaOf(await getJSON<Json>(resource("$metadata", "$format=json")));
}

/** The set of the type: to link to an entity from anywhere. */
export function setOf(type: string): EntitySet | undefined {
  return schema.value?.sets.find((s) => s.type.name === type);
}

export const findProperty = (t: EntityType | undefined, name: string): Property | undefined =>
  t?.properties.find((p) => p.name === name);
export const findNavigation = (t: EntityType | undefined, name: string): Navigation | undefined =>
  t?.navigations.find((n) => n.name === name);

/** The set that a path begins with. */
export const setAt = (path: string): EntitySet | undefined => {
  const name = path.replace(/[(/].*$/s, "");
  return schema.value?.sets.find((s) => s.name === name);
};

/** The type of the entities that a path leads to. */
export function typeAt(path: string): EntityType | undefined {
  let type = setAt(path)?.type;
  for (const step of path.split("/").slice(1)) {
    type = schema.value?.types.get(findNavigation(type, step.replace(/\(.*$/s, ""))?.type ?? "");
  }
  return type;
}

/** The property that names an entity for people. */
export function titleOf(t: EntityType): Property | undefined {
  return ["displayName", "name", "title"].map((n) => findProperty(t, n)).find(Boolean) ?? t.properties.find(isString);
}

/** The predicate that addresses an entity: "(guid)" or "(teamId=…,systemUserId=…)"; "" without its key. */
export function keyPredicate(t: EntityType, row: Record<string, unknown>): string {
  const parts = t.key.map((name) => [name, literal(findProperty(t, name)?.type ?? "", row[name])] as const);
  if (!parts.length || t.key.some((name) => row[name] === undefined || row[name] === null)) return "";
  const inner = parts.length === 1 ? parts[0]![1] : parts.map(([n, v]) => `${n}=${v}`).join(",");
  return `(${encodeURIComponent(inner).replaceAll("%3D", "=").replaceAll("%2C", ",")})`;
}

/** A value as it is written in a URL, not yet percent-encoded. */
export function literal(type: string, v: unknown): string {
  if (v === null || v === undefined) return "null";
  if (type === "Edm.String") return `'${String(v).replaceAll("'", "''")}'`;
  return String(v);
}
