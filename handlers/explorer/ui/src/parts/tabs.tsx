import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export interface Tab {
  id: string;
  title: string;
  body: () => ComponentChildren;
}

/** Tabs by the ARIA pattern: arrow keys go from one to the next. */
export function Tabs(
  { tabs, current, onChange, label }: {
    tabs: Tab[];
    current: string;
    onChange: (id: string) => void;
    label: string;
  },
) {
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = tabs.find((t) => t.id === current) ?? tabs[0]!;
  const step = (e: KeyboardEvent): void => {
    const at = tabs.indexOf(shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    onChange(tabs[next]!.id);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <div class="tabs">
      <div class="tablist" role="tablist" aria-label={label} ref={list} onKeyDown={step}>
        {tabs.map((t) => (
          <button
            type="button"
            key={t.id}
            role="tab"
            id={`${prefix}-tab-${t.id}`}
            aria-selected={t === shown}
            aria-controls={`${prefix}-panel`}
            tabIndex={t === shown ? 0 : -1}
            onClick={() => onChange(t.id)}
          >
            {t.title}
          </button>
        ))}
      </div>
      <div
        class="tabpanel"
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={`${prefix}-tab-${shown.id}`}
        tabIndex={0}
      >
        {shown.body()}
      </div>
    </div>
  );
}
