import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button";

/** A modal dialog: the browser's own, with its focus trap and Escape. A steady one is not closed by a click beside it. */
export function Dialog(
  { title, onClose, children, wide = false, steady = false }: {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
    wide?: boolean;
    steady?: boolean;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(e) => e.target === dialog.current && !steady && dialog.current?.close()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <Button icon="close" label="Close" look="quiet" onClick={() => dialog.current?.close()} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
