// When a key ends.
import { Field, SelectField } from "../parts/field";

export interface Expiry {
  choice: string;
  /** Of the choice "date". */
  date: string;
}

export const usualExpiry: Expiry = { choice: "365", date: "" };

const choices: (readonly [value: string, title: string])[] = [
  ["30", "in 30 days"], ["90", "in 90 days"], ["365", "in a year"], ["date", "on a day that I choose"],
  ["never", "never"],
];

/** The end as a time, null for never, undefined where the day is missing or has passed. */
export function endOf({ choice, date }: Expiry, now = new Date()): Date | null | undefined {
  if (choice === "never") return null;
  if (choice !== "date") return new Date(now.getTime() + Number(choice) * 86_400_000);
  const end = new Date(`${date}T23:59:59`);
  return end > now ? end : undefined;
}

export function ExpiryFields(
  { value, onChange, error }: { value: Expiry; onChange: (value: Expiry) => void; error: string | undefined },
) {
  return (
    <div class="controls">
      <SelectField
        label="It ends"
        hint={value.choice === "never"
          ? "It works until somebody revokes it. An end is safer."
          : "What uses it stops then; make its successor before."}
        value={value.choice}
        onText={(choice) => onChange({ ...value, choice })}
        options={choices}
      />
      {value.choice === "date" && (
        <Field label="Last day" error={error}>
          {(a) => (
            <input
              {...a}
              type="date"
              value={value.date}
              onInput={(e) => onChange({ ...value, date: e.currentTarget.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
