// $expand as a list of navigations with their options. What has no field is kept as it was written.
import { splitList } from "../model/query";

export interface Expansion {
  /** What stands before the parentheses: memberships, teams/$count, *. */
  path: string;
  /** name → value of the options, in their order, names as they were given. */
  options: [name: string, value: string][];
}

export type ExpandField = "$select" | "$filter" | "$orderby" | "$top" | "$skip" | "$count" | "$expand";

/** Options are written in the order of their evaluation. */
const order = ["$filter", "$orderby", "$skip", "$top", "$count", "$expand", "$select"];

/** The items of the text of $expand. */
export function readExpand(text: string): Expansion[] {
  return splitList(text).map((item) => {
    const at = item.indexOf("(");
    if (at < 0 || !item.endsWith(")")) return { path: item, options: [] };
    const options = splitList(item.slice(at + 1, -1), ";").map((option): [string, string] => {
      const equals = option.indexOf("=");
      return equals < 0 ? [option, ""] : [option.slice(0, equals).trim(), option.slice(equals + 1).trim()];
    });
    return { path: item.slice(0, at).trim(), options };
  });
}

export function printExpand(items: Expansion[]): string {
  return items
    .map(({ path, options }) => {
      const texts = options.map(([name, value]) => (value === "" ? name : `${name}=${value}`));
      return texts.length ? `${path}(${texts.join(";")})` : path;
    })
    .join(",");
}

const same = (a: string, b: string): boolean =>
  a.replace(/^\$/, "").toLowerCase() === b.replace(/^\$/, "").toLowerCase();

/** The value of an option; "" where it is not given. */
export const optionOf = (e: Expansion, field: ExpandField): string =>
  e.options.find(([n]) => same(n, field))?.[1] ?? "";

/** The options that have no field. */
export const otherOptions = (e: Expansion): [string, string][] =>
  e.options.filter(([n]) => !order.some((o) => same(n, o)));

/** The expansion with an option set, or without it where the value is "". */
export function withOption(e: Expansion, field: string, value: string): Expansion {
  const at = e.options.findIndex(([n]) => same(n, field));
  if (at >= 0) {
    const options = e.options.map((o, i): [string, string] => (i === at ? [o[0], value] : o));
    return { ...e, options: value === "" ? options.filter((_, i) => i !== at) : options };
  }
  if (value === "") return e;
  const rank = (name: string): number => {
    const found = order.findIndex((o) => same(o, name));
    return found < 0 ? order.length : found;
  };
  const behind = e.options.findLastIndex(([n]) => rank(n) <= rank(field)) + 1;
  return { ...e, options: [...e.options.slice(0, behind), [field, value], ...e.options.slice(behind)] };
}
