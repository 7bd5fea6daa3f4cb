import type { ComponentChildren, LooseInputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  /** What helps to fill it in. */
  hint?: string;
  /** What is wrong with it. */
  error?: string | undefined;
  children: (attributes: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ComponentChildren;
}

/** A labelled control with its hint and its error, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const about = error || hint;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={id}>{label}</label>
      {children({ id, ...(about && { "aria-describedby": `${id}-about` }), ...(error && { "aria-invalid": true }) })}
      {about && <p id={`${id}-about`} class={error ? "error" : "hint"}>{about}</p>}
    </div>
  );
}

type InputProps = Omit<LooseInputHTMLAttributes<HTMLInputElement>, "label" | "value"> & {
  label: string;
  value: string;
  onText: (text: string) => void;
  hint?: string;
  error?: string | undefined;
};

export function TextField({ label, hint, error, value, onText, ...rest }: InputProps) {
  return (
    <Field label={label} {...(hint && { hint })} error={error}>
      {(a) => (
        <input
          {...({ type: "text", ...rest, ...a } as object)}
          value={value}
          onInput={(e) => onText(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function SelectField(
  { label, hint, error, value, onText, options }: {
    label: string;
    hint?: string;
    error?: string | undefined;
    value: string;
    onText: (text: string) => void;
    options: (readonly [value: string, title: string])[];
  },
) {
  return (
    <Field label={label} {...(hint && { hint })} error={error}>
      {(a) => (
        <select {...a} value={value} onChange={(e) => onText(e.currentTarget.value)}>
          {options.map(([v, title]) => <option key={v} value={v}>{title}</option>)}
        </select>
      )}
    </Field>
  );
}
