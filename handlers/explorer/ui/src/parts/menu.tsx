// Menus and other things that open beside a button.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

export interface MenuItem {
  label: string;
  icon?: IconName;
  /** Shown small behind the label. */
  hint?: string;
  run: () => void;
  checked?: boolean;
}

/** A panel at an element: closes by Escape, by a click elsewhere and when the page scrolls away under it. */
export function Popup(
  { anchor, onClose, children, label, role }: {
    anchor: DOMRect;
    onClose: () => void;
    children: ComponentChildren;
    label: string;
    role?: "menu" | "dialog";
  },
) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  const [place, setPlace] = useState({ left: anchor.left, top: anchor.bottom + 4 });
  useLayoutEffect(() => {
    const own = box.current!.getBoundingClientRect();
    const left = Math.max(8, Math.min(anchor.left, innerWidth - own.width - 8));
    const below = anchor.bottom + 4;
    const top = below + own.height > innerHeight - 8 ? Math.max(8, anchor.top - own.height - 4) : below;
    setPlace({ left, top });
  }, []);
  useEffect(() => {
    const outside = (e: Event): void => {
      if (!box.current?.contains(e.target as Node)) onClose();
    };
    addEventListener("pointerdown", outside, true);
    addEventListener("resize", onClose);
    return () => {
      removeEventListener("pointerdown", outside, true);
      removeEventListener("resize", onClose);
      if (box.current?.contains(document.activeElement) || document.activeElement === document.body) {
        before.current?.focus();
      }
    };
  }, []);
  return (
    <div
      ref={box}
      class="popup"
      role={role ?? "dialog"}
      aria-label={label}
      style={{ left: `${place.left}px`, top: `${place.top}px` }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        onClose();
      }}
    >
      {children}
    </div>
  );
}

function moveFocus(list: HTMLElement, e: KeyboardEvent): void {
  const items = [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** A menu by the ARIA pattern: arrow keys, Home, End, Escape. */
export function Menu(
  { anchor, items, label, onClose }: { anchor: DOMRect; items: MenuItem[]; label: string; onClose: () => void },
) {
  const list = useRef<HTMLDivElement>(null);
  // Before anything is painted: the next key is the menu's, however fast it comes.
  useLayoutEffect(() => list.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus(), []);
  return (
    <Popup anchor={anchor} onClose={onClose} label={label} role="menu">
      <div ref={list} class="menu" role="none" onKeyDown={(e) => moveFocus(list.current!, e)}>
        {items.map((item) => (
          <button
            type="button"
            key={item.label}
            role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={item.checked}
            tabIndex={-1}
            onClick={() => {
              onClose();
              item.run();
            }}
          >
            {item.checked !== undefined ? <Icon name={item.checked ? "check" : "minus"} /> : item.icon && <Icon name={item.icon} />}
            <span>{item.label}</span>
            {item.hint && <small>{item.hint}</small>}
          </button>
        ))}
      </div>
    </Popup>
  );
}

/** A button that opens a menu. */
export function MenuButton(
  { icon, label, items, children, look = "plain" }: {
    icon?: IconName;
    label: string;
    items: () => MenuItem[];
    children?: ComponentChildren;
    look?: string;
  },
) {
  const [anchor, setAnchor] = useState<DOMRect>();
  return (
    <>
      <button
        type="button"
        class={`button ${look} ${children === undefined ? "square" : ""}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        aria-label={label}
        title={label}
        onClick={(e) => setAnchor(anchor ? undefined : e.currentTarget.getBoundingClientRect())}
      >
        {icon && <Icon name={icon} />}
        {children !== undefined && <span>{children}</span>}
        {children !== undefined && <Icon name="chevron" size={12} />}
      </button>
      {anchor && <Menu anchor={anchor} items={items()} label={label} onClose={() => setAnchor(undefined)} />}
    </>
  );
}
