// The builder's conditions and the draft's text, in step both ways. What the builder writes is not read again, so that
// conditions without a value yet stay; every other text is taken over from the server's tree of it.
import { batch, computed, effect, signal } from "@preact/signals";
import { schema } from "../model/schema";
import { draft, draftText, draftType, edit, isSketched, sketch, unsketched } from "../model/state";
import { changeIn, newGroup, printGroup, rootScope, type Condition, type Group, type Scope } from "./conditions";
import { readFilter } from "./reading";

interface Built {
  path: string;
  text: string;
  group: Group;
}

const built = signal<Built>({ path: "", text: "", group: newGroup() });

export const scope = computed<Scope>(() => rootScope(schema.value?.types ?? new Map(), draftType.value));

const isOurs = computed(() => built.value.path === draft.value.path && built.value.text === draft.value.filter);

/** ready: the conditions are the text's; unread: the text is none that conditions can be made of. */
export const filterState = computed<"ready" | "waiting" | "unread">(() => {
  if (isOurs.value) return "ready";
  return isSketched.value || unsketched.value === draftText.value ? "unread" : "waiting";
});

export const conditions = computed(() => built.value.group);

effect(() => {
  const { path, filter } = draft.value;
  if (isOurs.value) return;
  if (filter === "") {
    built.value = { path, text: "", group: newGroup() };
    return;
  }
  const tree = isSketched.value ? sketch.value?.filter : null;
  if (tree && draftType.value) built.value = { path, text: filter, group: readFilter(scope.value, tree) };
});

/** Changes the condition of that id, or removes it where `change` gives undefined; the draft follows. */
export function changeCondition(id: number, change: (item: Condition) => Condition | undefined): void {
  const group = changeIn(built.peek().group, id, change);
  const text = printGroup(scope.peek(), group);
  batch(() => {
    built.value = { path: draft.peek().path, text, group };
    edit({ filter: text });
  });
}

/** The condition that takes the focus when it is shown next. */
export const focusing = signal(0);
