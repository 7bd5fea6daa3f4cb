// Conditions made from a value that is shown.
import { encode } from "../model/query";
import { literal, type Property } from "../model/schema";

export interface Offer {
  label: string;
  condition: string;
}

const short = (v: unknown): string => {
  const text = String(v);
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
};

/** What can be asked of a column by one of its values. */
export function offers(path: string, p: Property, value: unknown): Offer[] {
  if (p.collection) {
    const items = Array.isArray(value) ? value : [];
    return [
      ...items.slice(0, 8).map((v) => ({
        label: `Has ${short(v)}`,
        condition: `${path}/any(x:x eq ${literal("Edm.String", v)})`,
      })),
      items.length
        ? { label: "Has none at all", condition: `not ${path}/any()` }
        : { label: "Has some", condition: `${path}/any()` },
    ];
  }
  if (value === null) {
    return [
      { label: "Is null", condition: `${path} eq null` },
      { label: "Is not null", condition: `${path} ne null` },
    ];
  }
  const text = literal(p.type, value);
  const list: Offer[] = [
    { label: `Is ${short(value) || "empty"}`, condition: `${path} eq ${text}` },
    { label: `Is not ${short(value) || "empty"}`, condition: `${path} ne ${text}` },
  ];
  if (p.type === "Edm.String" && !p.allowed && value) {
    const start = beginning(String(value));
    list.push({ label: `Starts with ${short(start)}`, condition: `startswith(${path},${literal(p.type, start)})` });
  }
  if (p.type === "Edm.DateTimeOffset") {
    list.push(
      { label: "From this moment on", condition: `${path} ge ${text}` },
      { label: "Before this moment", condition: `${path} lt ${text}` },
    );
  }
  if (p.nullable) list.push({ label: "Is not null", condition: `${path} ne null` });
  return list;
}

/** The first word, or of a single word its first letters. */
function beginning(text: string): string {
  const word = /^[^\s@._-]+/.exec(text)?.[0] ?? text.slice(0, 3);
  return word.length < text.length ? word : text.slice(0, Math.max(1, Math.ceil(text.length / 2)));
}

/** A key as it stands in a path. */
export const keyOf = (p: Property | undefined, value: unknown): string =>
  `(${encode(literal(p?.type ?? "Edm.Guid", value)).replaceAll("/", "%2F")})`;
