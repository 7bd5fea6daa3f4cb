// A text field that suggests entities while one types, by the ARIA combobox pattern.
import { useEffect, useId, useState } from "preact/hooks";
import { resource } from "../model/address";
import { getJSON, isAbort, messageOf } from "../model/http";
import { encode } from "../model/query";
import { keyPredicate, literal, titleOf, type EntitySet } from "../model/schema";
import { Field } from "./field";

export interface Choice {
  id: string;
  title: string;
  detail: string;
}

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Entities whose title or second text holds what was typed, or whose key it is. */
async function suggest(set: EntitySet, typed: string, signal: AbortSignal): Promise<Choice[]> {
  const title = titleOf(set.type)!.name;
  const second = set.type.alternateKeys.map((k) => k[0]!).find((name) => name !== title && name !== "externalId");
  const key = set.type.key[0]!;
  const text = literal("Edm.String", typed.toLowerCase());
  const matches = guid.test(typed)
    ? `${key} eq ${typed}`
    : [title, second].filter(Boolean).map((name) => `contains(tolower(${name}),${text})`).join(" or ");
  const query = [
    typed && `$filter=${encode(matches)}`,
    `$select=${[key, title, second].filter(Boolean).join(",")}`,
    `$orderby=${encode(`tolower(${title})`)}`,
    "$top=8",
  ];
  const answer = await getJSON<{ value: Record<string, string>[] }>(
    resource(set.name, query.filter(Boolean).join("&")), signal);
  return answer.value.map((row) => ({
    id: row[key]!,
    title: row[title]!,
    detail: second && row[second] !== row[title] ? row[second] ?? "" : "",
  }));
}

interface Suggestions {
  /** What they were asked for: until others come they stay on the screen, but are not for the keyboard. */
  typed: string;
  choices: Choice[];
  problem?: string;
}

/** What is suggested for a text, a little after its last change; undefined until something is known. */
function useSuggestions(set: EntitySet, typed: string, open: boolean): Suggestions | undefined {
  const [found, setFound] = useState<Suggestions>();
  useEffect(() => {
    if (!open) {
      setFound(undefined);
      return;
    }
    const ending = new AbortController();
    const timer = setTimeout(() => {
      suggest(set, typed.trim(), ending.signal).then((choices) => setFound({ typed, choices }), (e) => {
        if (!isAbort(e)) setFound({ typed, choices: [], problem: messageOf(e) });
      });
    }, typed ? 120 : 0);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [typed, open, set]);
  return found;
}

/**
 * Chooses one entity of a set with a single key. What is typed counts only when something is chosen from the list;
 * an emptied field chooses nothing.
 */
export function Typeahead(
  { set, label, chosen, onChoose, error, hint }: {
    set: EntitySet;
    label: string;
    chosen: Choice | undefined;
    onChoose: (choice: Choice | undefined) => void;
    error?: string | undefined;
    hint?: string;
  },
) {
  // undefined while nobody types: then the field shows what is chosen.
  const [typed, setTyped] = useState<string>();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const found = useSuggestions(set, typed ?? "", open);
  const choices = found?.choices ?? [];
  const current = found?.typed === (typed ?? "") ? choices[at] : undefined;

  const choose = (choice: Choice): void => {
    onChoose(choice);
    setTyped(undefined);
    setOpen(false);
  };
  const leave = (): void => {
    if (typed?.trim() === "" && chosen) onChoose(undefined);
    setTyped(undefined);
    setOpen(false);
  };
  const onKey = (e: KeyboardEvent): void => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (!open) setAt(0);
      else if (choices.length) setAt((at + (e.key === "ArrowDown" ? 1 : -1) + choices.length) % choices.length);
      setOpen(true);
    } else if (e.key === "Enter" && open) {
      e.preventDefault();
      if (current) choose(current);
    } else if (e.key === "Tab" && open && typed?.trim() && current) {
      choose(current);
    } else if (e.key === "Escape" && open) {
      e.preventDefault();
      e.stopPropagation();
      setTyped(undefined);
      setOpen(false);
    }
  };
  return (
    <Field label={label} error={error} {...(hint && { hint })}>
      {(a) => (
        <div class="typeahead">
          <input
            {...a}
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck={false}
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={list}
            aria-activedescendant={open && current ? `${list}-${at}` : undefined}
            placeholder={`Type to find one of ${set.name}`}
            value={typed ?? chosen?.title ?? ""}
            onFocus={(e) => e.currentTarget.select()}
            onClick={() => setOpen(true)}
            onBlur={leave}
            onInput={(e) => {
              setTyped(e.currentTarget.value);
              setAt(0);
              setOpen(true);
            }}
            onKeyDown={onKey}
          />
          <ul id={list} role="listbox" aria-label="Suggestions" class="choices" hidden={!open || !found}>
            {choices.map((c, i) => (
              <li
                key={c.id}
                id={`${list}-${i}`}
                role="option"
                aria-selected={i === at}
                onPointerDown={(e) => {
                  e.preventDefault();
                  choose(c);
                }}
              >
                <span>{c.title}</span> {c.detail && <small>{c.detail}</small>}
              </li>
            ))}
            {found && !choices.length && (
              <li role="option" aria-disabled="true" aria-selected="false" class="none">
                {found.problem ?? "Nothing found"}
              </li>
            )}
          </ul>
        </div>
      )}
    </Field>
  );
}

/** The choice for an entity that is known by its key only. */
export async function choiceOf(set: EntitySet, id: string): Promise<Choice> {
  const title = titleOf(set.type)!.name;
  const key = set.type.key[0]!;
  const row = await getJSON<Record<string, string>>(
    resource(set.name + keyPredicate(set.type, { [key]: id }), `$select=${key},${title}`));
  return { id, title: row[title] ?? id, detail: "" };
}
