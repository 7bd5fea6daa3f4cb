// What the text editor of queries is made of.
export { EditorState, Compartment, StateEffect, StateField, Prec, RangeSetBuilder } from "@codemirror/state";
export {
  EditorView, keymap, placeholder, drawSelection, highlightSpecialChars, Decoration, ViewPlugin, tooltips,
} from "@codemirror/view";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export {
  autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap, startCompletion, acceptCompletion, snippet,
} from "@codemirror/autocomplete";
export { StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching } from "@codemirror/language";
export { setDiagnostics, lintGutter, forceLinting, linter } from "@codemirror/lint";
export { tags } from "@lezer/highlight";
