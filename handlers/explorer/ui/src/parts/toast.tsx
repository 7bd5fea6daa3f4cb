// Short messages that come and go, read out by screen readers.
import { signal } from "@preact/signals";
import { Icon } from "./icon";

interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
}

const toasts = signal<Toast[]>([]);
let last = 0;

/** Shows a message for some seconds. */
export function announce(text: string, tone: Toast["tone"] = "good"): void {
  const toast = { id: ++last, text, tone };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => {
    toasts.value = toasts.value.filter((t) => t.id !== toast.id);
  }, tone === "bad" ? 8000 : 3500);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((t) => (
        <p key={t.id} class={`toast ${t.tone}`}>
          <Icon name={t.tone === "good" ? "check" : "warn"} />
          {t.text}
        </p>
      ))}
    </div>
  );
}
