// A group of conditions, of which all, any or none must hold.
import { useRef } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { MenuButton } from "../parts/menu";
import { newGroup, newRaw, type Condition, type Group, type Scope } from "./conditions";
import { changeCondition, focusing } from "./filterstate";
import { ruleFor } from "./operators";
import { RawView, RuleView, useFocus } from "./rule";
import { subjectAt, subjectsOf, type Subject } from "./subject";

const quantities = {
  and: "All of these hold",
  or: "Any of these holds",
  "not and": "Not all of these hold",
  "not or": "None of these holds",
} as const;
type Quantity = keyof typeof quantities;

const quantityOf = (g: Group): Quantity => (g.negated ? `not ${g.join}` : g.join);

/** The property that a new condition is about: a name of the entity or of one that it leads to, but not back. */
function firstSubject(scope: Scope): Subject | undefined {
  const { types, type } = scope;
  if (!type) return undefined;
  const on = type.navigations.filter((n) => !n.collection && n.type !== scope.parent);
  const names = ["", ...on.map((n) => `${n.name}/`)].flatMap((prefix) => [`${prefix}displayName`, `${prefix}name`]);
  return names.map((name) => subjectAt(types, type, name)).find(Boolean) ?? subjectsOf(types, type)[0]?.subjects[0];
}

export function GroupView({
  scope,
  group,
  title,
  onRemove,
}: {
  scope: Scope;
  group: Group;
  title: string;
  onRemove?: () => void;
}) {
  const box = useRef<HTMLFieldSetElement>(null);
  const head = useFocus<HTMLSelectElement>(group.id);
  const change = (next: Partial<Group>): void => changeCondition(group.id, (g) => ({ ...(g as Group), ...next }));
  const add = (item: Condition | undefined): void => {
    if (!item) return;
    focusing.value = item.id;
    change({ items: [...group.items, item] });
  };
  const addRule = (): void => {
    const subject = firstSubject(scope);
    add(subject ? ruleFor(scope, subject) : newRaw(""));
  };
  const remove = (item: Condition): void => {
    const at = group.items.indexOf(item);
    changeCondition(item.id, () => undefined);
    // The focus goes to the neighbour's button, or to the one that adds.
    requestAnimationFrame(() => {
      const buttons = [
        ...(box.current?.querySelectorAll<HTMLElement>(
          ":scope > ol > li > * > .remove, :scope > ol > li > * > * > .remove",
        ) ?? []),
      ];
      (
        buttons[Math.min(at, buttons.length - 1)] ?? box.current?.querySelector<HTMLElement>(":scope > .adding button")
      )?.focus();
    });
  };
  const showHead = group.items.length > 1 || group.negated || onRemove;
  return (
    <fieldset ref={box} class="group">
      <legend class="offscreen">{title}</legend>
      {showHead && (
        <div class="group-head">
          <select
            ref={head}
            aria-label={`${title} how many must hold`}
            value={quantityOf(group)}
            onChange={(e) => {
              const quantity = e.currentTarget.value;
              change({ join: quantity.endsWith("or") ? "or" : "and", negated: quantity.startsWith("not") });
            }}
          >
            {(Object.keys(quantities) as Quantity[]).map((q) => (
              <option key={q} value={q}>
                {quantities[q]}
              </option>
            ))}
          </select>
          {onRemove && (
            <Button class="small remove" icon="close" label="Remove the group" look="quiet" onClick={onRemove} />
          )}
        </div>
      )}
      <ol>
        {group.items.map((item) => (
          <li key={item.id}>
            <ItemView scope={scope} item={item} onRemove={() => remove(item)} />
          </li>
        ))}
      </ol>
      <div class="adding">
        <button type="button" class="button quiet small" onClick={addRule}>
          <Icon name="plus" size={14} /> <span>Add a condition</span>
        </button>
        <MenuButton
          icon="more"
          look="quiet small"
          label="Add something else"
          items={() => [
            { label: "A group: any of", icon: "nest", hint: "or", run: () => add(newGroup([], "or")) },
            { label: "A group: all of", icon: "nest", hint: "and", run: () => add(newGroup([], "and")) },
            { label: "A group: none of", icon: "nest", hint: "not or", run: () => add(newGroup([], "or", true)) },
            { label: "A condition as text", icon: "code", hint: "OData", run: () => add(newRaw("")) },
          ]}
        />
      </div>
    </fieldset>
  );
}

function ItemView({ scope, item, onRemove }: { scope: Scope; item: Condition; onRemove: () => void }) {
  switch (item.kind) {
    case "rule":
      return <RuleView scope={scope} rule={item} onRemove={onRemove} />;
    case "raw":
      return <RawView raw={item} onRemove={onRemove} />;
    case "group":
      return <GroupView scope={scope} group={item} title="Group:" onRemove={onRemove} />;
  }
}
