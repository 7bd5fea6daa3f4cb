// The types of vendor/codemirror.js, which is bundled from vendor/codemirror.entry.js.
export * from "@codemirror/autocomplete";
export * from "@codemirror/commands";
export * from "@codemirror/language";
export * from "@codemirror/lint";
export * from "@codemirror/state";
export * from "@codemirror/view";
export { tags } from "@lezer/highlight";
