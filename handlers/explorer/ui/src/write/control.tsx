// The control for a property, by its type.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Row } from "../model/run";
import { type EntityType, findProperty, type Property } from "../model/schema";
import { Button } from "../parts/button";
import { Field, SelectField } from "../parts/field";
import { Typeahead } from "../parts/typeahead";
import { LabelsField } from "./chips";
import { type Draft, kindOf, labelOf, type Merge, targetOf, withMerge } from "./draft";
import type { Subject } from "./subject";

/** What the controls of a form share. */
export interface Form {
  type: EntityType;
  draft: Draft;
  /** The entity that is changed; without one the service looks for it. */
  stored: Row | undefined;
  /** Those whom the stored foreign keys name. */
  storedChoices: Draft["chosen"];
  change: (change: (draft: Draft) => Draft) => void;
  errors: Record<string, string>;
  subject: Subject;
  onLeave: (name: string) => void;
}

export function Control({ form, name }: { form: Form; name: string }) {
  const p = findProperty(form.type, name);
  if (!p) return null;
  switch (kindOf(p)) {
    case "list":
    case "flag":
      return <ListControl form={form} property={p} />;
    case "entity":
      return <EntityControl form={form} property={p} />;
    case "labels":
      return <LabelsControl form={form} property={p} />;
    default:
      return <TextControl form={form} property={p} />;
  }
}

const hintOf = (form: Form, p: Property): string => form.subject.hints[p.name] ?? p.description;

const shown = (value: unknown): string =>
  typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? "");

function ListControl({ form, property: p }: { form: Form; property: Property }) {
  const { type, draft, stored, change, errors, subject } = form;
  const now = stored ? shown(stored[p.name]) : subject.defaults[p.name] && `${subject.defaults[p.name]} if new`;
  const options = p.allowed?.map((v) => [v, v] as const) ?? [["true", "Yes"], ["false", "No"]] as const;
  return (
    <SelectField
      label={labelOf(type, p)}
      hint={hintOf(form, p)}
      error={errors[p.name]}
      value={draft.texts[p.name] ?? ""}
      onText={(text) => change((d) => ({ ...d, texts: { ...d.texts, [p.name]: text } }))}
      options={[["", `Leave as it is${now ? ` (${now})` : ""}`], ...options]}
    />
  );
}

/** A control beside a button that clears what is stored, or takes that back. */
function Clearable(
  { form: { type, draft, stored, change }, property: p, children }: {
    form: Form;
    property: Property;
    children: ComponentChildren;
  },
) {
  const has = p.nullable && stored?.[p.name] !== null && stored?.[p.name] !== undefined;
  const cleared = draft.cleared[p.name] ?? false;
  const label = labelOf(type, p).toLowerCase();
  return (
    <div class="clearable">
      {children}
      {has && (
        <Button
          look="quiet"
          class={cleared ? "small on" : "small"}
          aria-label={cleared ? `Keep ${label}` : `Clear ${label}`}
          onClick={() => change((d) => ({ ...d, cleared: { ...d.cleared, [p.name]: !cleared } }))}
        >
          {cleared ? "Keep" : "Clear"}
        </Button>
      )}
    </div>
  );
}

/** What is said below a field that is empty or about to be, though something is stored. */
function fate(form: Form, p: Property, empty: boolean, now: string): string | undefined {
  if (form.draft.cleared[p.name]) return `Will be cleared. Stored now: ${now}`;
  if (empty && form.stored && now) return `Empty changes nothing: ${now} stays. Clear removes it.`;
  return undefined;
}

function TextControl({ form, property: p }: { form: Form; property: Property }) {
  const { type, draft, stored, change, errors } = form;
  const text = draft.texts[p.name] ?? "";
  const cleared = draft.cleared[p.name] ?? false;
  const hint = fate(form, p, text.trim() === "", shown(stored?.[p.name])) ?? hintOf(form, p);
  const title = labelOf(type, p) + (form.subject.match === p.name && !stored ? " (required)" : "");
  const common = {
    value: cleared ? "" : text,
    disabled: cleared,
    spellcheck: p.name === "description",
    autocomplete: "off" as const,
    onInput: (e: { currentTarget: { value: string } }) => {
      const { value } = e.currentTarget;
      change((d) => ({ ...d, texts: { ...d.texts, [p.name]: value } }));
    },
    onBlur: () => form.onLeave(p.name),
  };
  return (
    <Clearable form={form} property={p}>
      <Field label={title} hint={hint} error={errors[p.name]}>
        {(a) => (p.maxLength ?? 0) > 500
          ? <textarea {...common} {...a} rows={3} />
          : (
            <input
              {...common}
              {...a}
              type="text"
              {...(form.subject.match === p.name && { "aria-required": true })}
              {...(/email/i.test(p.name) && { inputMode: "email" })}
            />
          )}
      </Field>
    </Clearable>
  );
}

function EntityControl({ form, property: p }: { form: Form; property: Property }) {
  const { type, draft, stored, storedChoices, change, errors } = form;
  const set = targetOf(type, p);
  if (!set) return null;
  const cleared = draft.cleared[p.name] ?? false;
  const chosen = cleared ? undefined : draft.chosen[p.name];
  const now = stored?.[p.name] ? storedChoices[p.name]?.title ?? String(stored[p.name]) : "";
  return (
    <Clearable form={form} property={p}>
      <Typeahead
        set={set}
        label={labelOf(type, p)}
        hint={fate(form, p, !chosen, now) ?? hintOf(form, p)}
        error={errors[p.name]}
        chosen={chosen}
        onChoose={(choice) =>
          change((d) => ({
            ...d,
            chosen: { ...d.chosen, [p.name]: choice },
            cleared: { ...d.cleared, [p.name]: false },
          }))}
      />
    </Clearable>
  );
}

function LabelsControl({ form, property: p }: { form: Form; property: Property }) {
  const { type, draft, stored, change, errors } = form;
  const now = (stored?.[p.name] as string[] | undefined) ?? [];
  const hint = {
    add: "Enter or | adds one.",
    remove: "Those to remove. Enter or | adds one to them.",
    replace: `What shall be stored${stored ? "" : "; nothing given changes nothing"}. Enter or | adds one.`,
  }[draft.merge];
  return (
    <LabelsField
      name={p.name}
      label={labelOf(type, p)}
      hint={stored && draft.merge !== "replace" ? `${hint} Stored now: ${now.join(", ") || "none"}.` : hint}
      error={errors[p.name]}
      labels={draft.labels[p.name] ?? []}
      onLabels={(labels) => change((d) => ({ ...d, labels: { ...d.labels, [p.name]: labels } }))}
    />
  );
}

const merges: readonly [Merge, title: string, what: string][] = [
  ["add", "Add", "Those given join the stored ones; what is there already stays once."],
  ["replace", "Replace", "Those given take the place of all stored ones."],
  ["remove", "Remove", "Those given are taken out of the stored ones."],
];

/** How tags and aliases are merged with the stored ones. */
export function MergeControl({ form: { draft, stored, change } }: { form: Form }) {
  const name = useId();
  return (
    <fieldset class="options">
      <legend>What becomes of the stored tags and aliases</legend>
      {merges.map(([merge, title, what]) => (
        <label key={merge} class="option">
          <input
            type="radio"
            name={name}
            value={merge}
            checked={draft.merge === merge}
            onChange={() => change((d) => withMerge(d, merge, stored))}
          />
          <span>
            <strong>{title}</strong> <span class="muted">{what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
