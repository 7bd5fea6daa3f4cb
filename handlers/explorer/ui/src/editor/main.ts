// The text editor of queries: CodeMirror with the language's colours, completion from the model, the server's errors.
import {
  acceptCompletion,
  autocompletion,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  history,
  historyKeymap,
  keymap,
  Prec,
  setDiagnostics,
  snippet,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "codemirror";
import type { CreateEditor, EditorOptions, Mark } from "./api";
import { completionsAt, type Proposal } from "./completion";
import { colours, odata } from "./language";

function completionOf(p: Proposal): Completion {
  return {
    label: p.label,
    ...(p.detail && { detail: p.detail.length > 60 ? `${p.detail.slice(0, 59)}…` : p.detail }),
    ...(p.boost !== undefined && { boost: p.boost }),
    ...(p.insert && { apply: p.insert.includes("${") ? snippet(p.insert) : p.insert }),
  };
}

const source =
  (options: EditorOptions) =>
  (context: CompletionContext): CompletionResult | null => {
    const { types, type } = options.model();
    const text = context.state.doc.toString();
    const { from, proposals } = completionsAt(text, context.pos, types, type);
    // Without a word begun, proposals come where one has just begun a step, a string or an option, and when asked for.
    const before = text.slice(Math.max(0, context.pos - 1), context.pos);
    if (!proposals.length || (!context.explicit && from === context.pos && !/[/'(=&,:$]/.test(before))) return null;
    // A word that is written out needs no list, which Enter would go to in place of a new line.
    const isWhole = (word: string): boolean =>
      proposals.some((p) => p.label === word) && !proposals.some((p) => p.label !== word && p.label.startsWith(word));
    if (!context.explicit && isWhole(text.slice(from, context.pos))) return null;
    return {
      from,
      options: proposals.map(completionOf),
      validFor: (word) => /^[$@\w]*$/.test(word) && !isWhole(word),
    };
  };

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": {
    fontFamily: "var(--mono)",
    fontSize: "13px",
    lineHeight: "1.65",
    padding: "8px 4px",
    caretColor: "var(--text)",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-ground)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-ground)", outline: "1px solid var(--accent)" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-small)",
    boxShadow: "var(--shadow-high)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px", maxHeight: "260px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-ground)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--muted)", fontFamily: "var(--font)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent-strong)", fontWeight: "700" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1.5px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--bad)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)", fontFamily: "var(--font)", padding: "5px 10px" },
  ".cm-snippetField": { backgroundColor: "var(--accent-ground)" },
});

/**
 * Text typed over a selection is put in by the editor: where browsers do that themselves, they keep the look of what
 * goes by a style attribute, which the page's policy forbids.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  const text = event.data;
  if (empty || event.inputType !== "insertText" || !text || event.isComposing) return false;
  const insert = () =>
    view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
  const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert));
  if (!taken) view.dispatch(insert());
  event.preventDefault();
  return true;
}

/** Makes the editor in the element. Tab leaves it, unless it takes a completion; Ctrl Enter runs. */
export const createEditor: CreateEditor = (parent, options) => {
  let own = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.doc,
      selection: { anchor: options.doc.length },
      extensions: [
        EditorView.cspNonce.of(options.nonce),
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run: () => (options.onRun(), true), stopPropagation: true },
            { key: "Tab", run: acceptCompletion },
          ]),
        ),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        odata,
        colours,
        look,
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [source(options)], icons: false }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.contentAttributes.of({
          "aria-label": options.label,
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !own) options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(text) {
      if (view.state.doc.toString() === text) return;
      own = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      own = false;
    },
    setMark(mark) {
      view.dispatch(setDiagnostics(view.state, mark ? [diagnostic(mark, view.state.doc.length)] : []));
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
};

function diagnostic(mark: Mark, length: number) {
  const from = Math.min(mark.from, length);
  return { from, to: Math.min(mark.to, length), severity: "error" as const, message: mark.message };
}
