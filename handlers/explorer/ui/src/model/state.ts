// The query at work: a draft that builder and text edit, and what was last run. The address of the page follows the
// draft, so that it can be shared at any moment; running makes an entry in the history.
import { computed, effect, signal } from "@preact/signals";
import { go, route } from "./address";
import { emptyQuery, printQuery, readQuery, sameQuery, type Query } from "./query";
import { type EntityType, schema, typeAt } from "./schema";
import { parse, type Sketch } from "./sketch";
import { forgetResult, run } from "./run";

/** Own pages of the explorer begin with this in place of an OData path. */
export const ownPage = "-/";

export const isData = computed(() => route.value.path !== "" && !route.value.path.startsWith(ownPage));

/** The query that is edited. */
export const draft = signal<Query>(emptyQuery(""));

/** The query whose result is shown. */
export const asked = signal<Query>(emptyQuery(""));

export const isEdited = computed(() => !sameQuery(draft.value, asked.value));

/** What the server makes of the draft; undefined until it has answered. */
export const sketch = signal<Sketch | undefined>(undefined);

/** The sketch belongs to this draft's text. */
export const sketched = signal("");

/** The draft that the server could not be asked about. */
export const unsketched = signal("");

/** A draft as `sketched` has it. */
export const draftText = computed(() => `${draft.value.path}?${printQuery(draft.value)}`);

/** The server has read the draft as it is. */
export const isSketched = computed(() => sketched.value === draftText.value);

/** The type of what the draft asks for, as far as it is known. */
export const draftType = computed<EntityType | undefined>(() => {
  const known = schema.value?.types.get(sketch.value?.type ?? "");
  if (known && sketched.value.startsWith(`${draft.value.path}?`)) return known;
  return typeAt(draft.value.path);
});

/** Changes the draft; the address follows. */
export function edit(change: Partial<Query>): void {
  const next = { ...draft.value, ...change };
  if (sameQuery(next, draft.value)) return;
  // The first change leaves the address of the result that is shown in the history.
  const replace = isEdited.value;
  draft.value = next;
  go(next.path, printQuery(next), replace);
}

/** Changes the draft and runs it at once. */
export function apply(change: Partial<Query> = {}): void {
  edit(change);
  asked.value = draft.value;
  void run(asked.value);
}

// Another address, by a link or the history: what it asks is run.
effect(() => {
  const { path, search } = route.value;
  if (path === "" || path.startsWith(ownPage) || !schema.value) return;
  const query = readQuery(path, search);
  if (sameQuery(query, draft.peek()) && draft.peek().path !== "") return;
  draft.value = query;
  asked.value = query;
  void run(query);
});

let waiting: AbortController | undefined;

// The server reads along, a little after the last change.
effect(() => {
  const query = draft.value;
  if (query.path === "") return;
  const text = printQuery(query);
  waiting?.abort();
  const mine = (waiting = new AbortController());
  const delay = sketched.peek() === "" ? 0 : 120;
  setTimeout(async () => {
    if (mine.signal.aborted) return;
    try {
      const answer = await parse(query.path, text, mine.signal);
      sketch.value = answer;
      sketched.value = `${query.path}?${text}`;
    } catch {
      // Reading along is a help: without it, running still tells what is wrong.
      if (!mine.signal.aborted) unsketched.value = `${query.path}?${text}`;
    }
  }, delay);
});

/** Runs the address as it is once more. */
export function refresh(): void {
  asked.value = draft.value;
  void run(asked.value);
}

/** Forgets all that was asked and read: the next to sign in may see other data, or none. */
export function forget(): void {
  waiting?.abort();
  forgetResult();
  draft.value = asked.value = emptyQuery("");
  sketch.value = undefined;
  sketched.value = "";
  schema.value = undefined;
}
