// The form of an upsert.
import { go, href } from "../model/address";
import type { Row } from "../model/run";
import { type EntitySet, keyPredicate, titleOf } from "../model/schema";
import { session } from "../model/session";
import { Button } from "../parts/button";
import { type Choice, Typeahead } from "../parts/typeahead";
import { Control, type Form, MergeControl } from "./control";
import type { Draft } from "./draft";
import { formHref, formPath } from "./edit";
import { Frame } from "./frame";
import { Request } from "./outcome";
import { Refused, useFocusOnError } from "./refused";
import { namesOf, type Section, type Subject } from "./subject";
import type { Opened } from "./upsert";
import { useUpsert } from "./useupsert";

export function UpsertForm(
  { subject, set, opened }: { subject: Subject; set: EntitySet; opened: Opened | undefined },
) {
  const { form, refusal, outcome, namesake, busy, body, merge, reset, submit } = useUpsert(subject, set, opened);
  const element = useFocusOnError(refusal);
  const startAnew = (): void => {
    reset();
    element.current?.querySelector("input")?.focus();
  };
  return (
    <Frame
      form={element}
      onSubmit={submit}
      outcome={outcome}
      request={<Request name={subject.call} merge={merge} body={body} />}
    >
      <Head subject={subject} set={set} stored={form.stored} />
      {refusal && <Refused refusal={refusal} set={set} names={namesOf(subject)} />}
      {subject.sections.map((section) => (
        <Controls key={section.title} section={section} form={form} namesake={namesake} />
      ))}
      <div class="actions">
        <Button onClick={startAnew}>{form.stored ? "Undo changes" : "Empty the form"}</Button>
        <Button type="submit" look="primary" aria-disabled={busy}>
          {busy ? "Sending…" : form.stored ? "Save changes" : "Create or update"}
        </Button>
      </div>
    </Frame>
  );
}

function Controls({ section, form, namesake }: { section: Section; form: Form; namesake: Choice | undefined }) {
  const { subject, type, draft, stored } = form;
  const has = (name: string): boolean => section.names.includes(name);
  return (
    <fieldset class="section">
      <legend>{section.title}</legend>
      <div class="controls">
        {section.names.map((name) => <Control key={name} form={form} name={name} />)}
      </div>
      {has(subject.match) && namesake && (
        <p class="notice">
          {namesake.title} is there already: what you fill in changes it.{" "}
          <a href={formHref(subject.form, { [type.key[0]!]: namesake.id })}>Show what is stored</a>
        </p>
      )}
      {has("role") && <RoleNotice draft={draft} stored={stored} />}
      {has("tags") && <MergeControl form={form} />}
    </fieldset>
  );
}

/** Says which entity is changed; another can be chosen. */
function Head({ subject, set, stored }: { subject: Subject; set: EntitySet; stored: Row | undefined }) {
  const open = (choice: Choice | undefined): void => {
    if (choice) go(formPath(subject.form), new URLSearchParams({ [set.type.key[0]!]: choice.id }).toString());
  };
  if (stored) {
    return (
      <header class="stack">
        <h2 id="write-title">Change {String(stored[titleOf(set.type)!.name])}</h2>
        <p class="muted">
          Only what you change is sent.{" "}
          <a href={href(set.name + keyPredicate(set.type, stored))}>Open in the explorer</a> or{" "}
          <a href={formHref(subject.form)}>go to the empty form</a>.
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
        onChoose={open}
      />
    </header>
  );
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
        <p class="notice warn">
          This is you: with the role {role} you cannot write any more, and not take it back yourself.
        </p>
      )}
      {role === "Deactivated" && (
        <p class="notice">
          A deactivated user's API keys stop at once. Nothing is deleted: profile, memberships and history stay, and the
          former role is remembered. Another role makes the user active again.
        </p>
      )}
      {stored?.role === "Deactivated" && role !== "Deactivated" && (
        <p class="notice">
          This makes the user active again; keys that have neither ended nor been revoked work again, too.
        </p>
      )}
    </>
  );
}
