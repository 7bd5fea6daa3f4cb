// The filter as conditions, or as text where it is none that conditions can be made of.
import { useState } from "preact/hooks";
import { draft, edit } from "../model/state";
import { conditions, filterState, scope } from "./filterstate";
import { GroupView } from "./group";

export function FilterPart() {
  // While the text is mended it stays shown, until one is done.
  const [mending, setMending] = useState(false);
  if (filterState.value === "unread" || mending) return <FilterText onMending={setMending} />;
  return (
    <div class="conditions" inert={filterState.value === "waiting"}>
      <GroupView scope={scope.value} group={conditions.value} title="Filter:" />
    </div>
  );
}

function FilterText({ onMending }: { onMending: (on: boolean) => void }) {
  return (
    <label class="field">
      <strong>The filter as text</strong>
      <textarea
        class="mono"
        rows={2}
        spellcheck={false}
        value={draft.value.filter}
        onFocus={() => onMending(true)}
        onBlur={() => onMending(false)}
        onInput={(e) => edit({ filter: e.currentTarget.value })}
      />
    </label>
  );
}
