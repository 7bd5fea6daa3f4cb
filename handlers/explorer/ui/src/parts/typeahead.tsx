// A text field that suggests entities while one types, by the ARIA combobox pattern.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { resource } from "../model/address";
import { getJSON, isAbort } from "../model/http";
import { encode } from "../model/query";
import { keyPredicate, literal, titleOf, type EntitySet } from "../model/schema";
import { Field } from "./field";

export interface Choice {
  id: string;
  title: string;
  detail: string;
}

/** Entities whose title or second text holds what was typed. */
async function suggest(set: EntitySet, typed: string, signal: AbortSignal): Promise<Choice[]> {
  const title = titleOf(set.type)!.name;
  const second = set.type.alternateKeys.map((k) => k[0]!).find((name) => name !== title && name !== "externalId");
  const key = set.type.key[0]!;
  const text = literal("Edm.String", typed.trim().toLowerCase());
  const matches = [title, second].filter(Boolean).map((name) => `contains(tolower(${name}),${text})`).join(" or ");
  const query = [
    typed.trim() && `$filter=${encode(matches)}`,
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

/** Chooses one entity of a set with a single key. */
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
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [choices, setChoices] = useState<Choice[]>([]);
  const [at, setAt] = useState(-1);
  const list = useId();
  const waiting = useRef<AbortController>(undefined);

  useEffect(() => {
    if (!open) return;
    waiting.current?.abort();
    const mine = (waiting.current = new AbortController());
    const timer = setTimeout(() => {
      suggest(set, typed, mine.signal).then((found) => {
        setChoices(found);
        setAt(found.length ? 0 : -1);
      }, (e) => {
        if (!isAbort(e)) setChoices([]);
      });
    }, typed ? 120 : 0);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [typed, open, set]);

  const choose = (choice: Choice): void => {
    onChoose(choice);
    setTyped("");
    setOpen(false);
  };
  const onKey = (e: KeyboardEvent): void => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      setOpen(true);
      const step = e.key === "ArrowDown" ? 1 : -1;
      if (choices.length) setAt((at + step + choices.length) % choices.length);
    } else if (e.key === "Enter" && open && choices[at]) {
      e.preventDefault();
      choose(choices[at]);
    } else if (e.key === "Escape" && open) {
      e.preventDefault();
      e.stopPropagation();
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
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={list}
            aria-activedescendant={open && at >= 0 ? `${list}-${at}` : undefined}
            placeholder={`Type to find one of ${set.name}`}
            value={open ? typed : chosen ? chosen.title : typed}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onInput={(e) => {
              setTyped(e.currentTarget.value);
              setOpen(true);
              if (chosen) onChoose(undefined);
            }}
            onKeyDown={onKey}
          />
          <ul id={list} role="listbox" aria-label={label} class="choices" hidden={!open}>
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
            {!choices.length && <li role="option" aria-disabled="true" aria-selected="false" class="none">Nothing found</li>}
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
