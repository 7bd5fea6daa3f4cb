import { href } from "../model/address";
import { plural } from "../model/format";
import { isRow, type Row } from "../model/run";
import { type EntityType, keyPredicate, schema, setOf } from "../model/schema";
import { Icon } from "../parts/icon";
import { Cell } from "./cell";
import { type Column, nameOf } from "./column";
import type { At } from "./grid";
import { LinkedCell } from "./linkedcell";
import { Nested } from "./nested";

interface RowProps {
  index: number;
  row: Row;
  columns: Column[];
  type: EntityType | undefined;
  selected: boolean;
  opened: string[];
  toggle: (id: string) => void;
  onCell: (at: At, cell: HTMLElement) => void;
}

export function GridRow({ index, row, columns, type, selected, opened, toggle, onCell }: RowProps) {
  const own = type && setOf(type.name);
  const predicate = type ? keyPredicate(type, row) : "";
  const click = (at: At) => (e: MouseEvent): void => {
    const cell = e.currentTarget as HTMLElement;
    if ((e.target as Element).closest("a, button") || String(getSelection())) return;
    onCell(at, cell);
  };
  return (
    <>
      <tr aria-rowindex={index + 2} aria-selected={selected} class={selected ? "selected" : undefined}>
        {columns.map((c, i) => (
          <td
            key={c.name}
            role="gridcell"
            data-row={index}
            data-column={i}
            tabIndex={-1}
            aria-colindex={i + 1}
            onClick={click({ row: index, column: i })}
          >
            {c.navigation
              ? <Expanded column={c} value={row[c.name]} open={opened.includes(c.name)} toggle={() => toggle(`${index}/${c.name}`)} />
              : i === 0 && own && predicate
                ? <a class="open" tabIndex={-1} href={href(own.name + predicate)}><Cell property={c.property} value={row[c.name]} /></a>
                : <LinkedCell name={c.name} row={row} type={type} inGrid />}
          </td>
        ))}
      </tr>
      {opened.map((name) => {
        const c = columns.find((o) => o.name === name)!;
        return (
          <tr key={name} class="nested-row">
            <td role="gridcell" colSpan={columns.length}>
              <Nested title={name} type={schema.value?.types.get(c.navigation!.type)} value={row[name]} more={moreOf(own?.name, predicate, name)} />
            </td>
          </tr>
        );
      })}
    </>
  );
}

const moreOf = (set: string | undefined, predicate: string, name: string): string =>
  set && predicate ? href(`${set}${predicate}/${name}`) : "";

function Expanded(
  { column: c, value, open, toggle }: { column: Column; value: unknown; open: boolean; toggle: () => void },
) {
  if (value === null || value === undefined) return <span class="null">null</span>;
  const type = schema.value?.types.get(c.navigation!.type);
  const rows = Array.isArray(value) ? value.filter(isRow) : isRow(value) ? [value] : [];
  const text = Array.isArray(value)
    ? value.length ? `${value.length}: ${rows.slice(0, 3).map((r) => nameOf(type, r)).join(", ")}` : "none"
    : nameOf(type, rows[0] ?? {});
  if (!rows.length) return <span class="null">{text}</span>;
  return (
    <button
      type="button"
      class="expander"
      tabIndex={-1}
      data-main
      aria-expanded={open}
      title={Array.isArray(value) ? plural(value.length, "entity", "entities") : undefined}
      onClick={toggle}
    >
      <Icon name={open ? "chevron" : "right"} size={12} />
      <span>{text}</span>
    </button>
  );
}
