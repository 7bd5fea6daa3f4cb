// How many rows, and from which on.
import { draft, edit } from "../model/state";

const presets = ["", "10", "100", "1000"];

export function Limit() {
  const { top, skip } = draft.value;
  return (
    <div class="row limit">
      <CountField label="First" unit="rows" value={top} placeholder="all" onText={(text) => edit({ top: text })} />
      <div class="segments" role="group" aria-label="Number of rows">
        {presets.map((n) => (
          <button type="button" key={n} aria-pressed={top === n} onClick={() => edit({ top: n })}>
            {n || "All"}
          </button>
        ))}
      </div>
      <CountField label="Leave out the first" value={skip} placeholder="0" onText={(text) => edit({ skip: text })} />
    </div>
  );
}

/** A number of rows within a sentence. */
export function CountField(
  { label, unit, value, placeholder, onText }: {
    label: string;
    unit?: string;
    value: string;
    placeholder: string;
    onText: (text: string) => void;
  },
) {
  return (
    <label class="inline-field">
      {label}
      <input
        type="number"
        min={0}
        value={value}
        placeholder={placeholder}
        onInput={(e) => onText(e.currentTarget.value)}
      />
      {unit}
    </label>
  );
}
