// What a write call has done, and what this session's calls did before.
import { effect, signal } from "@preact/signals";
import { href } from "../model/address";
import type { Row } from "../model/run";
import { type EntitySet, findProperty, keyPredicate } from "../model/schema";
import { session } from "../model/session";
import { CopyButton } from "../parts/button";
import { Icon } from "../parts/icon";
import type { Choice } from "../parts/typeahead";
import { Cell } from "../result/cell";
import { callURL, curlOf, type Done } from "./call";
import { kindOf, labelOf, targetOf } from "./draft";
import { editHref } from "./edit";

export interface Outcome {
  done: Done;
  text: string;
  set: EntitySet;
  /** The entity as it is now, or its key if it is gone. */
  row: Row;
  /** The properties that are worth showing. */
  names: string[];
  /** Those whom the row's foreign keys name, as far as they are known. */
  titles: Record<string, Choice | undefined>;
  /** What it was before, where that is known. */
  before?: Row;
  gone?: boolean;
}

interface Entry {
  id: number;
  at: Date;
  done: Done;
  text: string;
  path?: string;
}

const mostEntries = 10;
let last = 0;

/** The last write calls of this session, the newest first; nowhere kept. */
export const log = signal<Entry[]>([]);

effect(() => {
  if (!session.value) log.value = [];
});

export function remember(outcome: Outcome): void {
  const { done, text, set, row, gone } = outcome;
  const path = set.name + keyPredicate(set.type, row);
  const entry = { id: ++last, at: new Date(), done, text, ...(!gone && { path }) };
  log.value = [entry, ...log.value].slice(0, mostEntries);
}

const badges: Record<Done, [title: string, tone: string]> = {
  created: ["created", "good"],
  updated: ["updated", "good"],
  deleted: ["removed", "good"],
  unchanged: ["unchanged", "soft"],
  notMember: ["no member", "soft"],
};

function Badge({ done }: { done: Done }) {
  const [title, tone] = badges[done];
  return <span class={`badge ${tone}`}>{title}</span>;
}

/** Says in words what has happened, and shows the entity. */
export function OutcomeCard({ outcome }: { outcome: Outcome }) {
  const { done, text, set, row, gone } = outcome;
  const edit = !gone && set.name !== "TeamMembers" ? editHref(set.name, row) : "";
  const idle = done === "unchanged" || done === "notMember";
  return (
    <section class={idle ? "card outcome" : "card outcome did"} aria-label="What has happened">
      <p class="row said">
        <Icon name={idle ? "info" : "check"} />
        <strong class="grow">{text}</strong>
        <Badge done={done} />
      </p>
      {!gone && (
        <>
          <Fields outcome={outcome} />
          <p class="row">
            <a class="button" href={href(set.name + keyPredicate(set.type, row))}>Open in the explorer</a>
            {edit && <a class="button quiet" href={edit}>Edit</a>}
          </p>
        </>
      )}
    </section>
  );
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isNothing = (v: unknown): boolean => v === null || v === undefined || (Array.isArray(v) && v.length === 0);

function Fields({ outcome: { set, row, names, titles, before } }: { outcome: Outcome }) {
  const changed = (name: string): boolean => before !== undefined && !isSame(before[name], row[name]);
  const shown = names.filter((name) => changed(name) || !isNothing(row[name]));
  return (
    <dl class="facts">
      {shown.map((name) => {
        const p = findProperty(set.type, name);
        if (!p) return null;
        const target = kindOf(p) === "entity" ? targetOf(set.type, p) : undefined;
        const known = titles[name];
        const cell = known && known.id === row[name] ? known.title : <Cell property={p} value={row[name]} />;
        return (
          <div key={name} class={changed(name) ? "changed" : undefined}>
            <dt>{labelOf(set.type, p)}</dt>
            <dd>
              {target && row[name] ? <a href={href(`${target.name}(${String(row[name])})`)}>{cell}</a> : cell}
              {changed(name) && <span class="badge good">changed</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The call that the form stands for, for a script. */
export function Request(
  { name, merge, body }: { name: Parameters<typeof callURL>[0]; merge?: Parameters<typeof callURL>[1]; body: Row },
) {
  const url = callURL(name, merge);
  const json = JSON.stringify(body, undefined, 2);
  const curl = curlOf(url, body);
  return (
    <details class="card request">
      <summary>As a request</summary>
      <p class="muted">What this form sends, for scripts. It can be repeated: a second time changes nothing.</p>
      <p class="call"><strong>POST</strong> <code>{url}</code></p>
      <Copied title="Body" text={json} />
      <Copied title="curl" text={curl} />
    </details>
  );
}

/** Code with a button that copies it. */
export function Copied({ title, text, wrap = false }: { title: string; text: string; wrap?: boolean }) {
  return (
    <div class="copied">
      <p class="row">
        <strong class="grow">{title}</strong>
        <CopyButton text={text} label={`Copy: ${title}`} />
      </p>
      <pre class={wrap ? "code wrap" : "code"} tabIndex={0} aria-label={title}>{text}</pre>
    </div>
  );
}

export function Log() {
  if (!log.value.length) return null;
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title">Written in this session</h2>
      <ol>
        {log.value.map((e) => (
          <li key={e.id}>
            <time dateTime={e.at.toISOString()} class="muted">{e.at.toLocaleTimeString()}</time>
            <span><Badge done={e.done} /></span>
            {e.path ? <a href={href(e.path)}>{e.text}</a> : <span>{e.text}</span>}
          </li>
        ))}
      </ol>
      <p class="muted">The last {mostEntries}; this list is gone when the page is closed.</p>
    </section>
  );
}
