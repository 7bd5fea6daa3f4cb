// What the page and the text editor, a bundle of its own, have in common.
import type { Types } from "../query/subject";

export interface EditorOptions {
  doc: string;
  label: string;
  nonce: string;
  onChange: (text: string) => void;
  onRun: () => void;
  /** What completion goes by, asked each time. */
  model: () => CompletionModel;
}

export interface CompletionModel {
  types: Types;
  /** The name of the type of what the path leads to; "" where it is none. */
  type: string;
}

/** Something wrong in the text. */
export interface Mark {
  from: number;
  to: number;
  message: string;
}

export interface Editor {
  /** Replaces the text, where it is another. */
  setText: (text: string) => void;
  setMark: (mark: Mark | undefined) => void;
  focus: () => void;
  destroy: () => void;
}

export type CreateEditor = (parent: HTMLElement, options: EditorOptions) => Editor;
