// A field for a part of an option's text.
import { useState } from "preact/hooks";

/** Keeps blanks at the end while one types, which the option's text has no place for. */
export function Typed({
  value,
  label,
  onText,
  placeholder,
  class: extra = "",
}: {
  value: string;
  label: string;
  onText: (text: string) => void;
  placeholder?: string;
  class?: string;
}) {
  const [text, setText] = useState(value);
  return (
    <input
      type="text"
      class={`mono ${extra}`}
      aria-label={label}
      placeholder={placeholder}
      spellcheck={false}
      autocomplete="off"
      value={text.trim() === value ? text : value}
      onInput={(e) => {
        setText(e.currentTarget.value);
        onText(e.currentTarget.value.trim());
      }}
    />
  );
}
