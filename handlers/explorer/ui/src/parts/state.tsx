// What is shown in place of content: waiting, nothing there, something wrong.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

/** Shows that something takes time, but only if it does: not in the first 150 ms. */
export function Waiting({ text = "Loading…" }: { text?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class="waiting" role="status">
      {late && (
        <>
          <span class="spinner" aria-hidden="true" /> {text}
        </>
      )}
    </p>
  );
}

/** Nothing is there; the children offer the next act. */
export function Empty(
  { icon = "search", title, children }: { icon?: IconName; title: string; children?: ComponentChildren },
) {
  return (
    <div class="empty">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Problem({ children }: { children: ComponentChildren }) {
  return (
    <div class="problem" role="alert">
      <Icon name="warn" />
      <div>{children}</div>
    </div>
  );
}
