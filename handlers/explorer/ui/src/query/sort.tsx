// The order of rows: a list of properties, each up or down.
import { useMemo, useRef } from "preact/hooks";
import { printOrder, readOrder, type Order } from "../model/query";
import { schema, setOf, type EntityType } from "../model/schema";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { useItems } from "./items";
import { SubjectSelect } from "./rule";
import { subjectAt, subjectsOf, type SubjectGroup, type Types } from "./subject";
import { Typed } from "./typed";

const folding = /^tolower\(([\w/]+)\)$/i;

/** The property that an order is about, and whether it ignores case; undefined for another expression. */
function read(types: Types, type: EntityType, order: Order): { path: string; folded: boolean } | undefined {
  const path = folding.exec(order.expression)?.[1];
  if (subjectAt(types, type, path ?? order.expression)?.kind !== "one") return undefined;
  return { path: path ?? order.expression, folded: path !== undefined };
}

function sortable(types: Types, type: EntityType): SubjectGroup[] {
  const not = setOf(type.name)?.unsortable ?? [];
  return subjectsOf(types, type)
    .map((g) => ({ ...g, subjects: g.subjects.filter((s) => s.kind === "one" && !not.includes(s.path)) }))
    .filter((g) => g.subjects.length);
}

/** The form of the text of $orderby. */
export function Sorting(
  { type, value, onValue }: { type: EntityType; value: string; onValue: (text: string) => void },
) {
  const [orders, set] = useItems(value, readOrder, printOrder, onValue);
  return <Orders type={type} orders={orders} onOrders={set} />;
}

function Orders({
  type,
  orders,
  onOrders,
}: {
  type: EntityType;
  orders: Order[];
  onOrders: (orders: Order[]) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const types: Types = schema.value?.types ?? new Map();
  const groups = useMemo(() => sortable(types, type), [types, type]);
  const change = (at: number, next: Order | undefined): void =>
    onOrders(orders.flatMap((o, i) => (i === at ? (next ?? []) : o)));
  const move = (at: number, by: number): void => {
    const next = [...orders];
    next.splice(at + by, 0, ...next.splice(at, 1));
    onOrders(next);
  };
  const add = (): void => {
    const used = orders.map((o) => read(types, type, o)?.path);
    const all = groups.flatMap((g) => g.subjects);
    const free = ["displayName", "name", "createdAt"]
      .map((n) => all.find((s) => s.path === n))
      .concat(all)
      .find((s) => s && !used.includes(s.path));
    if (!free) return;
    const expression = free.type === "Edm.String" && !free.allowed ? `tolower(${free.path})` : free.path;
    onOrders([...orders, { expression, descending: false }]);
    requestAnimationFrame(() => [...(list.current?.querySelectorAll<HTMLElement>("li select") ?? [])].at(-1)?.focus());
  };
  const remove = (at: number): void => {
    change(at, undefined);
    requestAnimationFrame(() => {
      const buttons = [...(list.current?.querySelectorAll<HTMLElement>(".remove") ?? [])];
      (
        buttons[Math.min(at, buttons.length - 1)] ?? list.current?.querySelector<HTMLElement>(".adding button")
      )?.focus();
    });
  };
  return (
    <div class="orders" ref={list}>
      {orders.length > 0 && (
        <ol>
          {orders.map((order, i) => (
            <li key={i} class="order">
              <div class="order-line" role="group" aria-label={`Sort ${i + 1}: ${order.expression}`}>
                <OrderSubject
                  types={types}
                  type={type}
                  groups={groups}
                  order={order}
                  onOrder={(next) => change(i, next)}
                />
                <button
                  type="button"
                  class="button small direction"
                  title="Turn the direction round"
                  aria-label={`${order.descending ? "Descending" : "Ascending"}: turn round`}
                  onClick={() => change(i, { ...order, descending: !order.descending })}
                >
                  <Icon name={order.descending ? "down" : "up"} size={14} />{" "}
                  <span>{order.descending ? "descending" : "ascending"}</span>
                </button>
                <span class="moving">
                  <Button
                    class="small"
                    icon="up"
                    label={`Sort by ${order.expression} earlier`}
                    look="quiet"
                    disabled={i === 0}
                    onClick={() => move(i, -1)}
                  />
                  <Button
                    class="small"
                    icon="down"
                    label={`Sort by ${order.expression} later`}
                    look="quiet"
                    disabled={i === orders.length - 1}
                    onClick={() => move(i, 1)}
                  />
                  <Button
                    class="small remove"
                    icon="close"
                    label={`Do not sort by ${order.expression}`}
                    look="quiet"
                    onClick={() => remove(i)}
                  />
                </span>
              </div>
            </li>
          ))}
        </ol>
      )}
      <div class="adding">
        <button type="button" class="button quiet small" onClick={add}>
          <Icon name="plus" size={14} /> <span>{orders.length ? "Then by" : "Sort by"}</span>
        </button>
      </div>
    </div>
  );
}

function OrderSubject({
  types,
  type,
  groups,
  order,
  onOrder,
}: {
  types: Types;
  type: EntityType;
  groups: SubjectGroup[];
  order: Order;
  onOrder: (order: Order) => void;
}) {
  const known = read(types, type, order);
  if (!known) {
    return (
      <Typed
        class="subject"
        label="Expression to sort by"
        value={order.expression}
        onText={(expression) => onOrder({ ...order, expression })}
      />
    );
  }
  const isText = subjectAt(types, type, known.path)?.type === "Edm.String";
  const write = (path: string, folded: boolean): void =>
    onOrder({ ...order, expression: folded ? `tolower(${path})` : path });
  return (
    <>
      <SubjectSelect
        label="Property to sort by"
        groups={groups}
        value={known.path}
        onSubject={(s) => write(s.path, known.folded && s.type === "Edm.String")}
      />
      {isText && (
        <button
          type="button"
          class="button quiet small match-case"
          aria-pressed={!known.folded}
          aria-label="Match case"
          title={known.folded ? "Upper and lower case are sorted together" : "Upper case is sorted before lower case"}
          onClick={() => write(known.path, !known.folded)}
        >
          Aa
        </button>
      )}
    </>
  );
}
