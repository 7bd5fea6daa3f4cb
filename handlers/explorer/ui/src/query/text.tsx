// The query as text, one option a line, in an editor that is loaded when it is first shown.
import { useEffect, useRef, useState } from "preact/hooks";
import type { CreateEditor, Editor, Mark } from "../editor/api";
import { placeIn, printText, readText, sameQuery } from "../model/query";
import { schema } from "../model/schema";
import type { Fault } from "../model/sketch";
import { apply, draft, draftType, edit, isSketched, sketch } from "../model/state";
import { Waiting } from "../parts/state";

const load = async (): Promise<CreateEditor> => {
  const bundle = (await import(document.documentElement.dataset.editor!)) as { createEditor: CreateEditor };
  return bundle.createEditor;
};

const label = "Query as text, one option a line";

/** Takes the text over into the draft. */
function take(text: string): void {
  const { path: _, ...change } = readText(draft.peek().path, text);
  edit(change);
}

/** Where the fault stands in the editor's text. */
function markOf(text: string, fault: Fault | null | undefined): Mark | undefined {
  if (!fault) return undefined;
  const place = placeIn(text, fault.target, fault.source, fault.start, fault.end);
  return place && { from: place[0], to: place[1], message: fault.message + (fault.hint && ` – ${fault.hint}`) };
}

export function QueryText({ focus }: { focus: boolean }) {
  const [create, setCreate] = useState<{ run: CreateEditor }>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (run) => setCreate({ run }),
      () => setFailed(true),
    );
  }, []);
  if (failed) return <PlainText />;
  return create ? <RichText create={create.run} focus={focus} /> : <Waiting text="Loading the editor…" />;
}

function RichText({ create, focus }: { create: CreateEditor; focus: boolean }) {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const text = useRef("");
  useEffect(() => {
    text.current = printText(draft.peek());
    editor.current = create(parent.current!, {
      doc: text.current,
      label,
      nonce: document.documentElement.dataset.nonce ?? "",
      onChange: (changed) => {
        text.current = changed;
        take(changed);
      },
      onRun: () => apply(),
      model: () => ({ types: schema.peek()?.types ?? new Map(), type: draftType.peek()?.name ?? "" }),
    });
    if (focus) editor.current.focus();
    return () => editor.current?.destroy();
  }, [create]);
  const query = draft.value;
  useEffect(() => {
    // By now more may have been typed: the draft has it, too.
    const now = draft.peek();
    if (sameQuery(readText(now.path, text.current), now)) return;
    text.current = printText(now);
    editor.current?.setText(text.current);
  }, [query]);
  const fault = isSketched.value ? sketch.value?.error : undefined;
  useEffect(() => editor.current?.setMark(markOf(text.current, fault)), [fault, query]);
  return <div class="editor" ref={parent} />;
}

/** The text without the editor's help, where it could not be loaded. */
function PlainText() {
  const [text, setText] = useState(printText(draft.peek()));
  const query = draft.value;
  const shown = sameQuery(readText(query.path, text), query) ? text : printText(query);
  return (
    <textarea
      class="editor plain mono"
      rows={6}
      aria-label={label}
      spellcheck={false}
      value={shown}
      onInput={(e) => {
        setText(e.currentTarget.value);
        take(e.currentTarget.value);
      }}
    />
  );
}
