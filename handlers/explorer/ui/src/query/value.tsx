// The input for a condition's value, as its type has it.
import { useEffect, useState } from "preact/hooks";
import { setOf } from "../model/schema";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { choiceOf, Typeahead, type Choice } from "../parts/typeahead";
import { isValue, takesGroup, takesList, takesNoValue, type Rule } from "./conditions";
import { toLocal, toUTC } from "./dates";
import type { Subject } from "./subject";

interface ValueProps {
  subject: Subject;
  label: string;
  value: string;
  onValue: (value: string) => void;
}

export function Values({
  subject,
  rule,
  onValues,
}: {
  subject: Subject;
  rule: Rule;
  onValues: (values: string[]) => void;
}) {
  const label = `Value for ${rule.path}`;
  if (takesNoValue(rule.operator) || takesGroup(rule.operator)) return null;
  if (takesList(rule.operator)) {
    return subject.allowed ? (
      <Choices subject={subject} label={label} values={rule.values} onValues={onValues} />
    ) : (
      <ValueList subject={subject} label={label} values={rule.values} onValues={onValues} />
    );
  }
  return <Value subject={subject} label={label} value={rule.values[0] ?? ""} onValue={(v) => onValues([v])} />;
}

function Value(props: ValueProps) {
  const { subject, label, value, onValue } = props;
  const known = subject.allowed ?? (subject.type === "Edm.Boolean" ? ["true", "false"] : undefined);
  if (known) {
    return (
      <select class="value" aria-label={label} value={value} onChange={(e) => onValue(e.currentTarget.value)}>
        {!known.includes(value) && <option value={value}>{value}</option>}
        {known.map((v) => (
          <option key={v} value={v}>
            {v}
          </option>
        ))}
      </select>
    );
  }
  if (subject.refers && setOf(subject.refers)) return <Reference {...props} />;
  if (subject.type === "Edm.DateTimeOffset") return <Moment {...props} />;
  return <Plain {...props} />;
}

const inputTypes: Record<string, string> = {
  "Edm.Date": "date",
  "Edm.TimeOfDay": "time",
  "Edm.String": "text",
  "Edm.Guid": "text",
};
const hints: Record<string, string> = {
  "Edm.Guid": "00000000-0000-…",
  "Edm.String": "text",
  "Edm.Duration": "duration'P1D'",
};

function Plain({ subject, label, value, onValue }: ValueProps) {
  const wrong = value !== "" && !isValue(subject.type, value);
  return (
    <input
      {...({ type: inputTypes[subject.type] ?? "text" } as object)}
      class={subject.type === "Edm.Guid" ? "value mono" : "value"}
      inputMode={inputTypes[subject.type] ? undefined : "decimal"}
      aria-label={label}
      aria-invalid={wrong || undefined}
      title={wrong ? `No value of ${subject.type}` : undefined}
      placeholder={hints[subject.type] ?? "number"}
      spellcheck={false}
      autocomplete="off"
      value={value}
      onInput={(e) =>
        onValue(e.currentTarget.value.trim() === "" ? e.currentTarget.value : ofType(subject, e.currentTarget.value))
      }
    />
  );
}

/** Values other than texts have no blanks around them. */
const ofType = (s: Subject, text: string): string => (s.type === "Edm.String" ? text : text.trim());

/** A moment: chosen in local time, written in UTC. */
function Moment({ label, value, onValue }: ValueProps) {
  return (
    <input
      class="value"
      type="datetime-local"
      step={toLocal(value).length > 16 ? 1 : 60}
      aria-label={`${label}, local time`}
      title={value ? `${value} (UTC)` : "Local time"}
      value={toLocal(value)}
      onChange={(e) => onValue(toUTC(e.currentTarget.value))}
    />
  );
}

/** The key of an entity: found by its name, or typed. */
function Reference({ subject, label, value, onValue }: ValueProps) {
  const set = setOf(subject.refers!)!;
  const [typing, setTyping] = useState(false);
  const [chosen, setChosen] = useState<Choice>();
  useEffect(() => {
    if (chosen?.id === value || !isValue(subject.type, value)) return;
    let current = true;
    choiceOf(set, value).then(
      (c) => current && setChosen(c),
      () => current && setTyping(true),
    );
    return () => {
      current = false;
    };
  }, [value, set]);
  return (
    <div class="value reference">
      {typing ? (
        <Plain subject={subject} label={label} value={value} onValue={onValue} />
      ) : (
        <Typeahead
          set={set}
          label={label}
          chosen={value ? chosen : undefined}
          onChoose={(c) => {
            setChosen(c);
            onValue(c?.id ?? "");
          }}
        />
      )}
      <Button
        class="small"
        icon={typing ? "search" : "key"}
        label={typing ? "Find by name" : "Type the id"}
        look="quiet"
        onClick={() => setTyping(!typing)}
      />
    </div>
  );
}

interface ListProps {
  subject: Subject;
  label: string;
  values: string[];
  onValues: (values: string[]) => void;
}

/** Some of the allowed values. */
function Choices({ subject, label, values, onValues }: ListProps) {
  const all = [...subject.allowed!, ...values.filter((v) => !subject.allowed!.includes(v))];
  return (
    <div class="value choices-inline" role="group" aria-label={label}>
      {all.map((v) => (
        <label key={v} class="check">
          <input
            type="checkbox"
            checked={values.includes(v)}
            onChange={(e) => onValues(e.currentTarget.checked ? [...values, v] : values.filter((x) => x !== v))}
          />
          {v}
        </label>
      ))}
    </div>
  );
}

/** A list of values: Enter or leaving the field adds what was typed, and so does a comma but in texts. */
function ValueList({ subject, label, values, onValues }: ListProps) {
  const [typed, setTyped] = useState("");
  const separators = subject.type === "Edm.String" ? /[\n\t]/ : /[\s,;]/;
  const add = (text: string): void => {
    const found = text
      .split(separators)
      .map((t) => t.trim())
      .filter((t) => t && isValue(subject.type, t));
    if (found.length) onValues([...new Set([...values, ...found])]);
    setTyped("");
  };
  const reference = subject.refers ? setOf(subject.refers) : undefined;
  return (
    <div class="value value-list" role="group" aria-label={label}>
      {values.map((v) => (
        <span key={v} class="chip">
          <span class={subject.type === "Edm.Guid" ? "mono" : undefined} title={v}>
            {v === "" ? "''" : shorten(v)}
          </span>
          <button type="button" aria-label={`Remove ${v}`} onClick={() => onValues(values.filter((x) => x !== v))}>
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
      {reference ? (
        <Typeahead
          key={values.length}
          set={reference}
          label={`${label}: add one`}
          chosen={undefined}
          onChoose={(c) => c && add(c.id)}
        />
      ) : (
        <input
          type="text"
          aria-label={`${label}: add one`}
          placeholder={values.length ? "add another" : "value, Enter"}
          value={typed}
          spellcheck={false}
          autocomplete="off"
          onInput={(e) => {
            const text = e.currentTarget.value;
            if (separators.test(text)) add(text);
            else setTyped(text);
          }}
          onKeyDown={(e) => {
            if (e.key === "Enter" && !e.ctrlKey && !e.metaKey && typed) {
              e.preventDefault();
              add(typed);
            } else if (e.key === "Backspace" && !typed && values.length) onValues(values.slice(0, -1));
          }}
          onBlur={() => typed && add(typed)}
        />
      )}
    </div>
  );
}

const shorten = (v: string): string => (isValue("Edm.Guid", v) ? `…${v.slice(-8)}` : v);
