// The upsert that the address asks for: blank, or of an entity that is opened first.
import { useEffect, useState } from "preact/hooks";
import { resource, route } from "../model/address";
import { getJSON, messageOf } from "../model/http";
import { encode } from "../model/query";
import type { Row } from "../model/run";
import { type EntitySet, findProperty, keyPredicate, setOf, titleOf } from "../model/schema";
import { Problem, Waiting } from "../parts/state";
import { type Draft, kindOf, leadOf, targetOf } from "./draft";
import { formHref } from "./edit";
import { namesOf, type Subject } from "./subject";
import { UpsertForm } from "./upsertform";

/** The form of the address: blank, or with the entity whose key the address has. */
export function Upsert({ subject }: { subject: Subject }) {
  const set = setOf(subject.type);
  if (!set) return <Problem><p>The service has no {subject.noun}s.</p></Problem>;
  const id = new URLSearchParams(route.value.search).get(set.type.key[0]!) ?? "";
  return <Opening key={`${subject.type} ${id}`} subject={subject} set={set} id={id} />;
}

export interface Opened {
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
  const path = set.name + keyPredicate(set.type, { [set.type.key[0]!]: id });
  const row = await getJSON<Row>(resource(path, `$expand=${encode(expand.join(","))}`), signal);
  for (const p of leads) {
    const type = targetOf(set.type, p)?.type;
    const lead = row[leadOf(set.type, p)?.name ?? ""] as Record<string, string> | null | undefined;
    if (lead && type) chosen[p.name] = { id: lead[type.key[0]!]!, title: lead[titleOf(type)!.name]!, detail: "" };
  }
  return { row, chosen };
}

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
        <p>The {subject.noun} of this address cannot be opened: {problem}</p>
        <p><a href={formHref(subject.form)}>Go to the empty form</a></p>
      </Problem>
    );
  }
  if (id && !opened) return <Waiting />;
  return <UpsertForm subject={subject} set={set} opened={opened} />;
}
