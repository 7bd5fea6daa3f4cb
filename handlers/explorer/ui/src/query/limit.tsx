// How many rows, and from which on.
import { draft, edit } from "../model/state";

const presets = ["", "10", "100", "1000"];

export function Limit() {
  const { top, skip } = draft.value;
  return (
    <div class="row limit">
      <label class="inline-field">
        First
        <input
          type="number"
          min={0}
          value={top}
          placeholder="all"
          onInput={(e) => edit({ top: e.currentTarget.value })}
        />
        rows
      </label>
      <div class="segments" role="group" aria-label="Number of rows">
        {presets.map((n) => (
          <button type="button" key={n} aria-pressed={top === n} onClick={() => edit({ top: n })}>
            {n || "All"}
          </button>
        ))}
      </div>
      <label class="inline-field">
        Leave out the first
        <input
          type="number"
          min={0}
          value={skip}
          placeholder="0"
          onInput={(e) => edit({ skip: e.currentTarget.value })}
        />
      </label>
    </div>
  );
}
