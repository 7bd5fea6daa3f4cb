import { useState } from "preact/hooks";
import { splitList, type Order } from "../model/query";
import { apply, draft } from "../model/state";
import { Icon } from "../parts/icon";
import { Menu, type MenuItem } from "../parts/menu";
import { announce } from "../parts/toast";
import type { Column } from "./column";
import { sortBy } from "./grid";

interface HeadProps {
  column: Column;
  index: number;
  order: Order | undefined;
  width: number;
  onResize: (width: number, done: boolean) => void;
  others: Column[];
}

const widening = 40;

/** Hiding a column is choosing the others: the address says so too. */
function hide(c: Column, all: Column[]): void {
  if (c.navigation) {
    const kept = splitList(draft.value.expand).filter((item) => item.replace(/[(/].*$/s, "") !== c.name);
    apply({ expand: kept.join(",") });
    return;
  }
  const left = all.filter((o) => o !== c && !o.navigation).map((o) => o.name);
  if (!left.length) {
    announce("One column has to stay.", "bad");
    return;
  }
  apply({ select: left.join(",") });
}

/** The head of a column: a click sorts, dragging its edge resizes, its menu does the rest. */
export function HeadCell({ column: c, index, order, width, onResize, others }: HeadProps) {
  const [anchor, setAnchor] = useState<DOMRect>();
  const sortable = c.property !== undefined && !c.property.collection;
  const direction = order ? (order.descending ? "descending" : "ascending") : "none";
  const items = (): MenuItem[] => [
    ...(sortable
      ? [
        { label: "Sort upwards", icon: "up", run: () => sortBy(c, "asc") },
        { label: "Sort downwards", icon: "down", run: () => sortBy(c, "desc") },
        ...(order ? [{ label: "Do not sort", icon: "minus", run: () => sortBy(c, "none") }] : []),
      ] as MenuItem[]
      : []),
    { label: "Wider", icon: "right", run: () => onResize(width + widening, true) },
    { label: "Narrower", icon: "left", run: () => onResize(width - widening, true) },
    { label: "Hide", icon: "hide", run: () => hide(c, others) },
  ];
  const drag = (e: PointerEvent): void => {
    const grip = e.currentTarget as HTMLElement;
    grip.setPointerCapture(e.pointerId);
    const move = (m: PointerEvent): void => onResize(width + m.clientX - e.clientX, false);
    const end = (m: PointerEvent): void => {
      grip.removeEventListener("pointermove", move);
      onResize(width + m.clientX - e.clientX, true);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <th
      scope="col"
      data-row={-1}
      data-column={index}
      tabIndex={-1}
      aria-sort={sortable ? direction : undefined}
      aria-colindex={index + 1}
      title={c.property?.description ?? c.navigation?.description}
    >
      <span class="head">
        <button
          type="button"
          class="head-name"
          tabIndex={-1}
          data-main
          disabled={!sortable}
          onClick={() => sortBy(c)}
        >
          <span>{c.name}</span>
          {order && <Icon name={order.descending ? "down" : "up"} size={13} />}
        </button>
        <button
          type="button"
          class="head-menu"
          tabIndex={-1}
          aria-label={`Column ${c.name}`}
          aria-haspopup="menu"
          onClick={(e) => setAnchor(e.currentTarget.getBoundingClientRect())}
        >
          <Icon name="more" size={14} />
        </button>
      </span>
      <span class="grip" onPointerDown={drag} aria-hidden="true" />
      {anchor && <Menu anchor={anchor} items={items()} label={`Column ${c.name}`} onClose={() => setAnchor(undefined)} />}
    </th>
  );
}
