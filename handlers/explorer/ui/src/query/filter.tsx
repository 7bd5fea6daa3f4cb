// The filter as conditions, or as text where it is none that conditions can be made of.
import { signal } from "@preact/signals";
import { draft, edit } from "../model/state";
import { conditions, filterState, scope } from "./filterstate";
import { GroupView } from "./group";

/** The text is being mended: it stays shown until one is done. */
const mending = signal(false);

export function FilterPart() {
  if (filterState.value === "unread" || mending.value) return <FilterText />;
  return (
    <div class="conditions" inert={filterState.value === "waiting"}>
      <GroupView scope={scope.value} group={conditions.value} title="Filter:" />
    </div>
  );
}

function FilterText() {
  return (
    <label class="field">
      <strong>The filter as text</strong>
      <textarea
        class="mono"
        rows={2}
        spellcheck={false}
        value={draft.value.filter}
        onFocus={() => {
          mending.value = true;
        }}
        onBlur={() => {
          mending.value = false;
        }}
        onInput={(e) => edit({ filter: e.currentTarget.value })}
      />
    </label>
  );
}
