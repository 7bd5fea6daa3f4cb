import { href } from "../model/address";
import type { Row } from "../model/run";
import { type EntityType, findProperty, setOf } from "../model/schema";
import { Cell } from "./cell";
import { keyOf } from "./condition";

/** Where the key of an entity leads: that of another, or the row's own; "" where it is no key. */
function target(type: EntityType | undefined, name: string, value: unknown): string {
  if (typeof value !== "string" || !type) return "";
  const navigation = type.navigations.find((n) => Object.keys(n.constraint).join() === name);
  const set = navigation ? setOf(navigation.type) : type.key.join() === name ? setOf(type.name) : undefined;
  if (!set) return "";
  const key = navigation ? Object.values(navigation.constraint)[0]! : name;
  return href(set.name + keyOf(findProperty(set.type, key), value));
}

/** A cell whose value leads to an entity if it is the key of one. In a grid the cell takes the focus, not its link. */
export function LinkedCell(
  { name, row, type, inGrid = false }: { name: string; row: Row; type: EntityType | undefined; inGrid?: boolean },
) {
  const cell = <Cell property={findProperty(type, name)} value={row[name]} />;
  const to = target(type, name, row[name]);
  if (!to) return cell;
  return inGrid ? <a tabIndex={-1} data-main href={to}>{cell}</a> : <a href={to}>{cell}</a>;
}
