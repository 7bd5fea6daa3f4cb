// The form of an upsert: for a new entity, for one that the service finds by its name, or for one that was opened.
import { useEffect, useState } from "preact/hooks";
import { go, href, resource, route } from "../model/address";
import { getJSON, messageOf } from "../model/http";
import { encode } from "../model/query";
import type { Row } from "../model/run";
import { type EntitySet, findProperty, keyPredicate, setOf, titleOf } from "../model/schema";
import { session } from "../model/session";
import { Button } from "../parts/button";
import { Problem, Waiting } from "../parts/state";
import { type Choice, Typeahead } from "../parts/typeahead";
import { callURL, type Refusal, refusalOf, write } from "./call";
import { Control, type Form, MergeControl } from "./control";
import { bodyOf, type Draft, draftOf, kindOf, leadOf, mergeOf, targetOf } from "./draft";
import { formHref, formPath } from "./edit";
import { type Outcome, OutcomeCard, remember, Request } from "./outcome";
import { Refused, useFocusOnError } from "./refused";
import type { Subject } from "./subject";

/** The form of the address: blank, or with the entity whose key the address has. */
export function Upsert({ subject }: { subject: Subject }) {
  const set = setOf(subject.type);
  if (!set) return <Problem><p>The service has no {subject.noun}s.</p></Problem>;
  const id = new URLSearchParams(route.value.search).get(set.type.key[0]!) ?? "";
  return <Opening key={`${subject.type} ${id}`} subject={subject} set={set} id={id} />;
}

interface Opened {
  row: Row;
  chosen: Draft["chosen"];
}

/** Reads an entity and those it refers to. */
async function open(set: EntitySet, id: string, names: string[], signal: AbortSignal): Promise<Opened> {
  const expand: string[] = [];
  const chosen: Draft["chosen"] = {};
  const leads = names.map((name) => findProperty(set.type, name)!).filter((p) => p && kindOf(p) === "entity");
  for (const p of leads) {
    const type = targetOf(set.type, p)?.type;
    if (type) expand.push(`${leadOf(set.type, p)!.name}($select=${type.key[0]},${titleOf(type)!.name})`);
  }
  const url = resource(set.name + keyPredicate(set.type, { [set.type.key[0]!]: id }), `$expand=${encode(expand.join(","))}`);
  const row = await getJSON<Row>(url, signal);
  for (const p of leads) {
    const type = targetOf(set.type, p)?.type;
    const lead = row[leadOf(set.type, p)?.name ?? ""] as Record<string, string> | null | undefined;
    if (lead && type) chosen[p.name] = { id: lead[type.key[0]!]!, title: lead[titleOf(type)!.name]!, detail: "" };
  }
  return { row, chosen };
}

const namesOf = (subject: Subject): string[] => subject.sections.flatMap((s) => s.names);

function Opening({ subject, set, id }: { subject: Subject; set: EntitySet; id: string }) {
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!id) return;
    const ending = new AbortController();
    open(set, id, namesOf(subject), ending.signal).then(setOpened, (e) => {
      if (!ending.signal.aborted) setProblem(messageOf(e));
    });
    return () => ending.abort();
  }, []);
  if (problem) {
    return (
      <Problem>
        <p>The {subject.noun} of this address cannot be opened. {problem}</p>
        <p><a href={formHref(subject.form)}>Go to the empty form</a></p>
      </Problem>
    );
  }
  if (id && !opened) return <Waiting />;
  return <UpsertForm subject={subject} set={set} opened={opened} />;
}

function UpsertForm({ subject, set, opened }: { subject: Subject; set: EntitySet; opened: Opened | undefined }) {
  const { type } = set;
  const names = namesOf(subject);
  const [stored, setStored] = useState(opened?.row);
  const [storedChoices, setStoredChoices] = useState(opened?.chosen ?? {});
  const [draft, setDraft] = useState(() => draftOf(type, stored, storedChoices));
  const [refusal, setRefusal] = useState<Refusal>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [namesake, setNamesake] = useState<Choice>();
  const [busy, setBusy] = useState(false);
  const element = useFocusOnError(refusal);

  const change = (by: (draft: Draft) => Draft): void => {
    setDraft(by);
    setRefusal(undefined);
  };
  const body = bodyOf(type, names, draft, stored);
  const merge = mergeOf(type, draft, body);
  const reset = (): void => {
    setDraft(draftOf(type, stored, storedChoices));
    setRefusal(undefined);
    setOutcome(undefined);
    setNamesake(undefined);
    element.current?.querySelector("input")?.focus();
  };

  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (busy) return;
    if (!stored && body[subject.match] === undefined) {
      setRefusal({ message: `Every ${subject.noun} has one: fill it in.`, member: subject.match, ids: [] });
      return;
    }
    setBusy(true);
    setRefusal(undefined);
    try {
      const answer = await write(callURL(subject.call, merge), body);
      const row = answer[subject.member]!;
      const next: Outcome = {
        done: answer.result, text: saying(subject, answer.result, String(row[titleOf(type)!.name])), set, row, names,
        titles: draft.chosen, ...(stored && { before: stored }),
      };
      setOutcome(next);
      remember(next);
      setNamesake(undefined);
      if (stored) {
        setStored(row);
        const choices = { ...storedChoices, ...draft.chosen };
        setStoredChoices(choices);
        setDraft(draftOf(type, row, choices));
      }
    } catch (error) {
      setOutcome(undefined);
      setRefusal(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };

  const form: Form = {
    type, draft, stored, storedChoices, change, subject,
    errors: refusal?.member ? { [refusal.member]: refusal.message } : {},
    onLeave: (name) => {
      if (name === subject.match && !stored) void findNamesake(subject, set, draft.texts[name] ?? "").then(setNamesake);
    },
  };
  return (
    <div class="writing">
      <form ref={element} class="card stack" aria-labelledby="write-title" noValidate onSubmit={(e) => void submit(e)}>
        <Head subject={subject} set={set} stored={stored} />
        {refusal && <Refused refusal={refusal} set={set} names={names} />}
        {subject.sections.map((section) => (
          <fieldset key={section.title} class="section">
            <legend>{section.title}</legend>
            <div class="controls">
              {section.names.map((name) => <Control key={name} form={form} name={name} />)}
            </div>
            {section.names.includes(subject.match) && namesake && (
              <p class="notice">
                {namesake.title} is there already: what you fill in changes it.{" "}
                <a href={formHref(subject.form, { [type.key[0]!]: namesake.id })}>Show what is stored</a>
              </p>
            )}
            {section.names.includes("role") && <RoleNotice draft={draft} stored={stored} />}
            {section.names.includes("tags") && <MergeControl form={form} />}
          </fieldset>
        ))}
        <div class="actions">
          <Button onClick={reset}>{stored ? "Undo changes" : "Empty the form"}</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? "Sending…" : stored ? "Save changes" : "Create or update"}
          </Button>
        </div>
      </form>
      <div class="stack beside">
        <div role="status">{outcome && <OutcomeCard outcome={outcome} />}</div>
        <Request name={subject.call} merge={merge} body={body} />
      </div>
    </div>
  );
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

/** Says which entity is changed; another can be chosen. */
function Head({ subject, set, stored }: { subject: Subject; set: EntitySet; stored: Row | undefined }) {
  const key = set.type.key[0]!;
  if (stored) {
    return (
      <header class="stack">
        <h2 id="write-title">Change {String(stored[titleOf(set.type)!.name])}</h2>
        <p class="muted">
          Only what you change is sent. <a href={href(set.name + keyPredicate(set.type, stored))}>Open in the explorer</a>{" "}
          or <a href={formHref(subject.form)}>go to the empty form</a>.
        </p>
      </header>
    );
  }
  return (
    <header class="stack">
      <h2 id="write-title">Create or update a {subject.noun}</h2>
      <p class="muted">{subject.intro} What you leave empty stays as it is.</p>
      <Typeahead
        set={set}
        label={`Open an existing ${subject.noun}`}
        hint="Fills the form in with what is stored, so that it can be renamed and cleared, too."
        chosen={undefined}
        onChoose={(choice) => choice && go(formPath(subject.form), new URLSearchParams({ [key]: choice.id }).toString())}
      />
    </header>
  );
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

/** What a role brings with it that one should know before. */
function RoleNotice({ draft, stored }: { draft: Draft; stored: Row | undefined }) {
  const role = draft.texts.role;
  const who = session.value!.user;
  const own = stored
    ? stored.systemUserId === who.systemUserId
    : draft.texts.emailAddress?.trim().toLowerCase() === who.emailAddress.toLowerCase();
  if (!role) return null;
  return (
    <>
      {own && role !== "FullAdmin" && (
        <p class="notice warn">This is you: with the role {role} you cannot write any more, and not take it back yourself.</p>
      )}
      {role === "Deactivated" && (
        <p class="notice">
          A deactivated user's API keys stop at once. Nothing is deleted: profile, memberships and history stay, and the
          former role is remembered. Another role makes the user active again.
        </p>
      )}
      {stored?.role === "Deactivated" && role !== "Deactivated" && (
        <p class="notice">This makes the user active again; keys that have neither ended nor been revoked work again, too.</p>
      )}
    </>
  );
}
