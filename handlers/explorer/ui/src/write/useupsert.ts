// What happens in the form of an upsert.
import { useState } from "preact/hooks";
import { resource } from "../model/address";
import { getJSON } from "../model/http";
import { encode } from "../model/query";
import { type EntitySet, titleOf } from "../model/schema";
import { useBusy } from "../parts/busy";
import type { Choice } from "../parts/typeahead";
import { callURL, type Refusal, refusalOf, write } from "./call";
import type { Form } from "./control";
import { bodyOf, type Draft, draftOf, mergeOf } from "./draft";
import { type Outcome, remember } from "./outcome";
import { namesOf, type Subject } from "./subject";
import type { Opened } from "./upsert";

/** The state of a form, and what its buttons do. */
export function useUpsert(subject: Subject, set: EntitySet, opened: Opened | undefined) {
  const { type } = set;
  const names = namesOf(subject);
  const [stored, setStored] = useState(opened?.row);
  const [storedChoices, setStoredChoices] = useState(opened?.chosen ?? {});
  const [draft, setDraft] = useState(() => draftOf(type, stored, storedChoices));
  const [refusal, setRefusal] = useState<Refusal>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [namesake, setNamesake] = useState<Choice>();
  const [busy, alone] = useBusy();
  const body = bodyOf(type, names, draft, stored);
  const merge = mergeOf(type, draft, body);

  const change = (by: (draft: Draft) => Draft): void => {
    setDraft(by);
    setRefusal(undefined);
  };
  const reset = (): void => {
    change(() => draftOf(type, stored, storedChoices));
    setOutcome(undefined);
    setNamesake(undefined);
  };
  const send = async (): Promise<void> => {
    setRefusal(undefined);
    try {
      const answer = await write(callURL(subject.call, merge), body);
      const row = answer[subject.member]!;
      const text = saying(subject, answer.result, String(row[titleOf(type)!.name]));
      const next: Outcome = {
        done: answer.result, text, set, row, names, titles: draft.chosen, ...(stored && { before: stored }),
      };
      setOutcome(next);
      remember(next);
      setNamesake(undefined);
      if (!stored) return; // what was filled in stays, and can be sent again
      const choices = { ...storedChoices, ...draft.chosen };
      setStored(row);
      setStoredChoices(choices);
      setDraft(draftOf(type, row, choices));
    } catch (error) {
      setOutcome(undefined);
      setRefusal(refusalOf(error));
    }
  };
  const submit = (): void => {
    if (stored || body[subject.match] !== undefined) void alone(send);
    else setRefusal({ message: `Every ${subject.noun} has one: fill it in.`, member: subject.match, ids: [] });
  };
  const form: Form = {
    type, draft, stored, storedChoices, change, subject,
    errors: refusal?.member ? { [refusal.member]: refusal.message } : {},
    onLeave: (name) => {
      if (name === subject.match && !stored) void findNamesake(subject, set, draft.texts[name] ?? "").then(setNamesake);
    },
  };
  return { form, refusal, outcome, namesake, busy, body, merge, reset, submit };
}

function saying(subject: Subject, done: Outcome["done"], title: string): string {
  switch (done) {
    case "created":
      return `Created the ${subject.noun} ${title}.`;
    case "unchanged":
      return `Nothing to change in ${title}: everything was so already.`;
    default:
      return `Changed ${title}.`;
  }
}

/** The entity that has the name or address already. */
async function findNamesake(subject: Subject, set: EntitySet, text: string): Promise<Choice | undefined> {
  if (!text.trim()) return undefined;
  const key = set.type.key[0]!;
  const title = titleOf(set.type)!.name;
  const query = `$filter=${encode(subject.finds(text.trim()))}&$select=${key},${title}&$top=1`;
  try {
    const found = (await getJSON<{ value: Record<string, string>[] }>(resource(set.name, query))).value[0];
    return found && { id: found[key]!, title: found[title]!, detail: "" };
  } catch {
    // A courtesy: the write call finds out by itself.
    return undefined;
  }
}
