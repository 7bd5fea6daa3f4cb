// What is wrong with a query, at its place, and what would mend it.
import { apply, asked, draft, edit } from "../model/state";
import { sameQuery, type Query } from "../model/query";
import type { Fault } from "../model/sketch";
import { Button } from "../parts/button";
import { excerptOf, mended, replacement } from "./fix";

type Field = Exclude<keyof Query, "path" | "rest">;

/** The draft's field that the fault is about, if it has the text that the fault speaks of. */
function fieldOf(fault: Fault): Field | undefined {
  const name = fault.target.replace(/^\$/, "") as Field;
  return draft.value[name] === fault.source ? name : undefined;
}

/** Puts what was probably meant in place of the fault; a query that was run is run again. */
function mend(field: Field, text: string): void {
  if (sameQuery(draft.value, asked.value)) apply({ [field]: text });
  else edit({ [field]: text });
}

/** A fault: the text with its place marked, what is wrong there, and a button that applies the hint. */
export function FaultText({ fault }: { fault: Fault }) {
  const text = mended(fault);
  const field = fieldOf(fault);
  return (
    <div class="fault">
      {fault.source && <Place fault={fault} />}
      <p>
        {sentence(fault.message)}
        {fault.hint && <span class="muted"> {sentence(fault.hint)}</span>}
      </p>
      {field && text !== undefined && (
        <div>
          <Button class="small" icon="check" onClick={() => mend(field, text)}>
            {replacement(fault)!.startsWith(" ") ? (
              "Put a blank there"
            ) : (
              <>
                Use <code>{replacement(fault)}</code>
              </>
            )}
          </Button>
        </div>
      )}
    </div>
  );
}

function Place({ fault }: { fault: Fault }) {
  const { before, marked, after } = excerptOf(fault);
  return (
    <p class="place mono">
      {fault.source !== fault.target && <span class="muted">{fault.target}=</span>}
      {before}
      <mark class={marked ? "at" : "at caret"}>{marked || "\u200b"}</mark>
      {after}
    </p>
  );
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(first) ? first : `${first}.`;
}
