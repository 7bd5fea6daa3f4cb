// The table of a result: a grid by the ARIA pattern, in which arrow keys go from cell to cell.
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Order, printOrder, readOrder } from "../model/query";
import type { Result, Row } from "../model/run";
import { type EntityType, isString } from "../model/schema";
import { apply, draft } from "../model/state";
import { Menu } from "../parts/menu";
import { cellMenu } from "./cellmenu";
import { type Column, columnsOf, keepWidths, keptWidths, startingWidth } from "./column";
import { HeadCell } from "./headcell";
import { selected } from "./inspector";
import { GridRow } from "./row";

const leastWidth = 60;

export interface At {
  row: number;
  column: number;
}

interface OpenMenu extends At {
  anchor: DOMRect;
}

/** What a column is sorted by: text without regard to case, which for names has an index. */
export function sortExpression(c: Column): string {
  return c.property && isString(c.property) && !c.property.allowed ? `tolower(${c.name})` : c.name;
}

/** How a result is sorted by the column. */
const orderOf = (c: Column, orders: Order[]): Order | undefined =>
  orders.find((o) => o.expression === c.name || o.expression === sortExpression(c));

/** Sorts by a column: first upwards, then downwards, then no more. */
export function sortBy(c: Column, direction?: "asc" | "desc" | "none"): void {
  const is = orderOf(c, readOrder(draft.value.orderby));
  const next = direction ?? (!is ? "asc" : is.descending ? "none" : "desc");
  const expression = sortExpression(c);
  apply({ orderby: next === "none" ? "" : printOrder([{ expression, descending: next === "desc" }]) });
}

export function Grid({ result, type }: { result: Result; type: EntityType | undefined }) {
  const columns = useMemo(() => columnsOf(type, result), [type, result.query, result.rows.length === 0]);
  const starting = useMemo(() => columns.map((c) => startingWidth(c, result.rows)), [columns]);
  const owner = type?.name ?? "";
  const [widths, setWidths] = useState(() => keptWidths(owner));
  const [menu, setMenu] = useState<OpenMenu>();
  const open = useSignal<ReadonlySet<string>>(new Set());
  const table = useRef<HTMLTableElement>(null);
  const focus = useFocus(table, columns.length, result.rows.length);
  const orders = useMemo(() => readOrder(result.query.orderby), [result.query]);

  const resize = (name: string, width: number, done: boolean): void => {
    const next = { ...widths, [name]: Math.max(leastWidth, Math.round(width)) };
    setWidths(next);
    if (done) keepWidths(owner, next);
  };
  const toggle = useCallback((id: string) => {
    const next = new Set(open.value);
    if (!next.delete(id)) next.add(id);
    open.value = next;
  }, []);
  const onCell = useCallback((at: At, cell: HTMLElement) => {
    setMenu({ ...at, anchor: cell.getBoundingClientRect() });
  }, []);
  const row = menu && result.rows[menu.row];
  const chosen = menu && columns[menu.column];
  return (
    <div class="grid-scroll">
      <table
        ref={table}
        role="grid"
        class="grid"
        aria-label={`Rows of ${result.query.path}`}
        aria-rowcount={result.count === undefined ? -1 : result.count + 1}
        aria-colcount={columns.length}
        onKeyDown={focus.onKey}
        onFocusIn={focus.onFocus}
      >
        <colgroup>
          {columns.map((c, i) => <col key={c.name} style={{ width: `${widths[c.name] ?? starting[i]}px` }} />)}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((c, i) => (
              <HeadCell
                key={c.name}
                column={c}
                index={i}
                order={orderOf(c, orders)}
                width={widths[c.name] ?? starting[i]!}
                onResize={(w, done) => resize(c.name, w, done)}
                others={columns}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Rows rows={result.rows} columns={columns} type={type} open={open.value} toggle={toggle} onCell={onCell} />
        </tbody>
      </table>
      {menu && row && chosen && (
        <Menu
          anchor={menu.anchor}
          label={`${chosen.name} of row ${menu.row + 1}`}
          items={cellMenu(chosen, row, type)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  );
}

interface RowsProps {
  rows: Row[];
  columns: Column[];
  type: EntityType | undefined;
  open: ReadonlySet<string>;
  toggle: (id: string) => void;
  onCell: (at: At, cell: HTMLElement) => void;
}

/** Rows that have not changed keep their nodes: a further page costs what it brings. */
function Rows({ rows, columns, type, open, toggle, onCell }: RowsProps) {
  const made = useRef(new Map<Row, [key: string, node: VNode]>());
  const columnsBefore = useRef(columns);
  if (columnsBefore.current !== columns) {
    made.current.clear();
    columnsBefore.current = columns;
  }
  const current = selected.value;
  return (
    <>
      {rows.map((row, i) => {
        const opened = columns.filter((c) => c.navigation && open.has(`${i}/${c.name}`)).map((c) => c.name);
        const key = `${i} ${row === current} ${opened.join()}`;
        const before = made.current.get(row);
        if (before?.[0] === key) return before[1];
        const node = (
          <GridRow
            key={i}
            index={i}
            row={row}
            columns={columns}
            type={type}
            selected={row === current}
            opened={opened}
            toggle={toggle}
            onCell={onCell}
          />
        );
        made.current.set(row, [key, node]);
        return node;
      })}
    </>
  );
}

/** Keeps one cell in the tab order, and moves it by the keys of the ARIA grid pattern. */
function useFocus(table: { current: HTMLTableElement | null }, columns: number, rows: number) {
  const at = useRef<At>({ row: 0, column: 0 });
  const find = (to: At): HTMLElement | null =>
    table.current?.querySelector(`[data-row="${to.row}"][data-column="${to.column}"]`) ?? null;

  useLayoutEffect(() => {
    // Row -1 is the head. What was in the tab order may be gone.
    const before = table.current?.querySelectorAll<HTMLElement>("[data-row][tabindex='0']") ?? [];
    if (before.length === 1) return;
    before.forEach((c) => c.setAttribute("tabindex", "-1"));
    at.current = { row: Math.min(at.current.row, rows - 1), column: Math.min(at.current.column, columns - 1) };
    find(at.current)?.setAttribute("tabindex", "0");
  });

  const onFocus = (e: FocusEvent): void => {
    const cell = (e.target as HTMLElement).closest<HTMLElement>("[data-row]");
    if (!cell) return;
    find(at.current)?.setAttribute("tabindex", "-1");
    at.current = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    cell.setAttribute("tabindex", "0");
  };
  const onKey = (e: KeyboardEvent): void => {
    const cell = (e.target as HTMLElement).closest<HTMLElement>("[data-row]");
    if (!cell || e.altKey || e.metaKey) return;
    const { row, column } = at.current;
    const last = { row: rows - 1, column: columns - 1 };
    const to = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      PageUp: { row: row - 15, column },
      PageDown: { row: row + 15, column },
      Home: { row: e.ctrlKey ? 0 : row, column: 0 },
      End: { row: e.ctrlKey ? last.row : row, column: last.column },
    }[e.key];
    if (to) {
      e.preventDefault();
      const next = find({
        row: Math.max(-1, Math.min(last.row, to.row)),
        column: Math.max(0, Math.min(last.column, to.column)),
      });
      next?.focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if ((e.key === "Enter" || e.key === " " || e.key === "F2") && e.target === cell) {
      e.preventDefault();
      cell.querySelector<HTMLElement>("[data-main]")?.click();
      if (!cell.querySelector("[data-main]")) cell.click();
    }
  };
  return { onKey, onFocus };
}
