// Finds sets, properties and pages by name.
import { useMemo, useState } from "preact/hooks";
import { go } from "../model/address";
import { schema, type Schema } from "../model/schema";
import { session } from "../model/session";
import { Dialog } from "../parts/dialog";
import { Icon, type IconName } from "../parts/icon";

interface Entry {
  title: string;
  detail: string;
  icon: IconName;
  path: string;
  search?: string;
}

function entries(s: Schema | undefined): Entry[] {
  const list: Entry[] = [];
  for (const set of s?.sets ?? []) {
    list.push({ title: set.name, detail: set.description, icon: "table", path: set.name });
  }
  if (session.value?.can.write) {
    list.push(
      { title: "Write a user", detail: "Create or update", icon: "edit", path: "-/write/user" },
      { title: "Write a team", detail: "Create or update", icon: "edit", path: "-/write/team" },
      { title: "Write a membership", detail: "Add or remove", icon: "edit", path: "-/write/member" },
    );
  }
  list.push(
    { title: "Profile and keys", detail: "You, your keys", icon: "key", path: "-/profile" },
    { title: "Connect Power BI", detail: "Excel and Tableau, too", icon: "chart", path: "-/profile/power-bi" },
  );
  for (const set of s?.sets ?? []) {
    for (const p of set.type.properties) {
      if (p.collection) continue;
      list.push({
        title: `${set.name} by ${p.name}`,
        detail: p.description,
        icon: "sort",
        path: set.name,
        search: `$orderby=${p.name}`,
      });
    }
    for (const n of set.type.navigations) {
      list.push({
        title: `${set.name} with ${n.name}`,
        detail: n.description,
        icon: "nest",
        path: set.name,
        search: `$expand=${n.name}`,
      });
    }
  }
  return list;
}

/** How well a title fits what was typed: less is better. */
function distance(title: string, typed: string): number {
  if (title === typed) return 0;
  if (title.startsWith(typed)) return 1;
  return title.split(" ").some((word) => word.startsWith(typed)) ? 2 : 3;
}

function find(all: Entry[], typed: string): Entry[] {
  const words = typed.split(/\s+/);
  return all
    .filter((e) => words.every((w) => `${e.title} ${e.detail}`.toLowerCase().includes(w)))
    .map((e) => [distance(e.title.toLowerCase(), typed), e] as const)
    .sort(([a], [b]) => a - b)
    .map(([, e]) => e)
    .slice(0, 12);
}

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const all = useMemo(() => entries(schema.value), [schema.value]);
  const found = useMemo(() => find(all, typed.trim().toLowerCase()), [all, typed]);
  const choose = (e: Entry | undefined): void => {
    if (!e) return;
    onClose();
    go(e.path, e.search);
  };
  const onKey = (e: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && found.length) {
      e.preventDefault();
      setAt((at + step + found.length) % found.length);
    } else if (e.key === "Enter") {
      e.preventDefault();
      choose(found[at]);
    }
  };
  return (
    <Dialog title="Find" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        class="palette"
        autofocus
        aria-label="Find a set, a property or a page"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${at}` : undefined}
        placeholder="Users, role, memberships…"
        value={typed}
        onInput={(e) => {
          setTyped(e.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id="palette-list" role="listbox" aria-label="Found" class="choices flat">
        {found.map((e, i) => (
          <li
            key={e.title}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === at}
            onClick={() => choose(e)}
            onPointerMove={() => setAt(i)}
          >
            <Icon name={e.icon} /> <span>{e.title}</span> <small>{e.detail}</small>
          </li>
        ))}
        {!found.length && <li role="option" aria-disabled="true" aria-selected="false" class="none">Nothing found</li>}
      </ul>
    </Dialog>
  );
}
