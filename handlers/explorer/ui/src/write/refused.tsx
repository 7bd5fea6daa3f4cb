// What is wrong with a form.
import { useEffect, useRef } from "preact/hooks";
import { href } from "../model/address";
import { type EntitySet, findProperty } from "../model/schema";
import { Problem } from "../parts/state";
import type { Refusal } from "./call";

/** Brings the first wrong control under the eyes, else the message above the form. */
export function useFocusOnError(refusal: Refusal | undefined) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!refusal) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid]");
    if (wrong) wrong.focus();
    else form.current?.querySelector(".problem")?.scrollIntoView({ block: "center" });
  }, [refusal]);
  return form;
}

/** What is wrong, above the form; what belongs to a control is said there, too. */
export function Refused({ refusal, set, names }: { refusal: Refusal; set: EntitySet; names: string[] }) {
  const p = names.includes(refusal.member) ? findProperty(set.type, refusal.member) : undefined;
  return (
    <Problem>
      <p>{p ? "Nothing was written: one field needs another look." : "Nothing was written."}</p>
      <p>{refusal.message}</p>
      {refusal.ids.map((id) => (
        <p key={id}><a href={href(`${set.name}(${id})`)}>Open {id}</a></p>
      ))}
    </Problem>
  );
}
