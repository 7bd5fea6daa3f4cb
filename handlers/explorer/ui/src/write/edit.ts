// Addresses of the forms.
import { href } from "../model/address";

export type FormName = "user" | "team" | "member";

export const formPath = (name: FormName): string => `-/write/${name}`;

const forms: Record<string, { form: FormName; keys: string[] }> = {
  Users: { form: "user", keys: ["systemUserId"] },
  Teams: { form: "team", keys: ["teamId"] },
  TeamMembers: { form: "member", keys: ["teamId", "systemUserId"] },
};

/** The form that changes an entity, of which the key is needed; "" where there is none. */
export function editHref(set: string, key: Record<string, unknown>): string {
  const found = forms[set];
  if (!found || found.keys.some((name) => typeof key[name] !== "string")) return "";
  return formHref(found.form, Object.fromEntries(found.keys.map((name) => [name, String(key[name])])));
}

/** A form, filled in with what is known. */
export function formHref(name: FormName, known: Record<string, string> = {}): string {
  return href(formPath(name), new URLSearchParams(known).toString());
}
