// One condition of the filter: what it is about, its operator, its value.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../parts/button";
import { innerScope, isComplete, takesCase, type Raw, type Rule, type Scope } from "./conditions";
import { changeCondition, focusing } from "./filterstate";
import { GroupView } from "./group";
import { operatorsOf, titleOfOperator, withOperator, withSubject } from "./operators";
import { subjectAt, subjectsOf, type Subject, type SubjectGroup } from "./subject";
import { Values } from "./value";

/** Takes the focus once, where it was asked to. */
export function useFocus<E extends HTMLElement>(id: number) {
  const element = useRef<E>(null);
  useEffect(() => {
    if (focusing.peek() !== id) return;
    focusing.value = 0;
    element.current?.focus();
  }, [id]);
  return element;
}

export function RuleView({ scope, rule, onRemove }: { scope: Scope; rule: Rule; onRemove: () => void }) {
  const first = useFocus<HTMLSelectElement>(rule.id);
  const subject = subjectAt(scope.types, scope.type, rule.path);
  const groups = useMemo(() => (scope.type ? subjectsOf(scope.types, scope.type) : []), [scope.types, scope.type]);
  const change = (next: Rule): void => changeCondition(rule.id, () => next);
  const name = subject ? `${rule.path} ${titleOfOperator(subject, rule.operator)}` : rule.path;
  return (
    <div class="rule" role="group" aria-label={`Condition: ${name}`}>
      <div class="rule-line">
        <div class="rule-fields">
          <SubjectSelect
            label="Property"
            inputRef={first}
            groups={groups}
            value={rule.path}
            onSubject={(s) => change(withSubject(scope, rule, s))}
          />
          {subject && (
            <>
              <select
                class="operator"
                aria-label={`Operator for ${rule.path}`}
                value={rule.operator}
                onChange={(e) => change(withOperator(scope, rule, e.currentTarget.value as Rule["operator"]))}
              >
                {operatorsOf(subject, rule.operator).map((o) => (
                  <option key={o} value={o}>
                    {titleOfOperator(subject, o)}
                  </option>
                ))}
              </select>
              <Values subject={subject} rule={rule} onValues={(values) => change({ ...rule, values })} />
              {takesCase(subject, rule.operator) && (
                <button
                  type="button"
                  class="button quiet small match-case"
                  aria-pressed={rule.exact}
                  aria-label="Match case"
                  title={rule.exact ? "Upper and lower case are told apart" : "Upper and lower case are the same"}
                  onClick={() => change({ ...rule, exact: !rule.exact })}
                >
                  Aa
                </button>
              )}
            </>
          )}
        </div>
        <Button
          class="small remove"
          icon="close"
          label={`Remove the condition ${name}`}
          look="quiet"
          onClick={onRemove}
        />
      </div>
      {!isComplete(scope, rule) && <p class="incomplete">Not used until it has a value.</p>}
      {rule.group && <GroupView scope={innerScope(scope, rule)} group={rule.group} title={`${name}:`} />}
    </div>
  );
}

/** A choice of everything that conditions and orders can be about, in groups. */
export function SubjectSelect({
  label,
  groups,
  value,
  onSubject,
  inputRef,
}: {
  label: string;
  groups: SubjectGroup[];
  value: string;
  onSubject: (s: Subject) => void;
  inputRef?: preact.Ref<HTMLSelectElement>;
}) {
  const all = groups.flatMap((g) => g.subjects);
  return (
    <select
      ref={inputRef}
      class="subject"
      aria-label={label}
      title={all.find((s) => s.path === value)?.description}
      value={value}
      onChange={(e) => {
        const chosen = all.find((s) => s.path === e.currentTarget.value);
        if (chosen) onSubject(chosen);
      }}
    >
      {!all.some((s) => s.path === value) && <option value={value}>{value}</option>}
      {groups.map((g) => (
        <optgroup key={g.label} label={g.label}>
          {g.subjects.map((s) => (
            <option key={s.path} value={s.path}>
              {s.path}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

/** A condition that the builder has no form for, as text. */
export function RawView({ raw, onRemove }: { raw: Raw; onRemove: () => void }) {
  const field = useFocus<HTMLTextAreaElement>(raw.id);
  return (
    <div class="rule raw" role="group" aria-label="Condition as text">
      <div class="rule-line">
        <div class="rule-fields">
          <span class="badge soft" title="The builder has no form for this: it stays as it is written.">
            as text
          </span>
          <textarea
            ref={field}
            class="mono"
            rows={1}
            aria-label="Condition as text"
            spellcheck={false}
            placeholder="year(createdAt) eq 2026"
            value={raw.text}
            onInput={(e) => changeCondition(raw.id, () => ({ ...raw, text: e.currentTarget.value }))}
          />
        </div>
        <Button
          class="small remove"
          icon="close"
          label="Remove the condition as text"
          look="quiet"
          onClick={onRemove}
        />
      </div>
    </div>
  );
}
