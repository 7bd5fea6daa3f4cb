// A field of several labels.
import { useState } from "preact/hooks";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { withLabels } from "./draft";

/** Labels, each of them with a button that takes it out. Enter, | and leaving the field add what was typed. */
export function LabelsField(
  { name, label, hint, error, labels, onLabels }: {
    name: string;
    label: string;
    hint: string;
    error: string | undefined;
    labels: string[];
    onLabels: (labels: string[]) => void;
  },
) {
  const [typed, setTyped] = useState("");
  const take = (text: string): void => {
    setTyped("");
    if (text.trim()) onLabels(withLabels(name, labels, text));
  };
  const onKey = (e: KeyboardEvent): void => {
    if (e.key === "Enter") {
      e.preventDefault(); // also in an empty field: a | may have added the last label already
      take(typed);
    } else if (e.key === "Backspace" && typed === "") onLabels(labels.slice(0, -1));
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(a) => (
        <div class="labels">
          {labels.map((l) => (
            <span key={l} class="label">
              <span>{l}</span>
              <button
                type="button"
                aria-label={`Take out ${l}`}
                title={`Take out ${l}`}
                onClick={(e) => {
                  e.currentTarget.closest(".labels")?.querySelector("input")?.focus();
                  onLabels(labels.filter((other) => other !== l));
                }}
              >
                <Icon name="close" size={10} />
              </button>
            </span>
          ))}
          <input
            {...a}
            type="text"
            autocomplete="off"
            value={typed}
            onInput={(e) => {
              const text = e.currentTarget.value;
              if (text.includes("|")) take(text);
              else setTyped(text);
            }}
            onKeyDown={onKey}
            onBlur={() => take(typed)}
          />
        </div>
      )}
    </Field>
  );
}
