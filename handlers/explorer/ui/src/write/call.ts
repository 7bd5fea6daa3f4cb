// The write calls of the service.
import { base } from "../model/address";
import { messageOf, postJSON, ServiceError } from "../model/http";
import { resume, session } from "../model/session";
import type { Row } from "../model/run";
import { countSets } from "../shell/side";
import type { Merge } from "./draft";

export type CallName = "users/upsert" | "teams/upsert" | "team-members/create" | "team-members/delete";
export type Done = "created" | "updated" | "unchanged" | "deleted" | "notMember";

export interface Answer {
  result: Done;
  user?: Row;
  team?: Row;
  teamMember?: Row;
}

export function callURL(name: CallName, merge: Merge = "add"): string {
  return `${location.origin}${base}/api/v1/${name}${merge === "add" ? "" : `?merge=${merge}`}`;
}

/** Sends a write call and brings up to date what it may have changed elsewhere on the page. */
export async function write(url: string, body: Row): Promise<Answer> {
  const answer = await postJSON<Answer>(url, body);
  void countSets();
  // One's own name and rights are shown, too.
  if (answer.user?.systemUserId === session.value?.user.systemUserId) await resume().catch(() => {});
  return answer;
}

export interface Refusal {
  message: string;
  /** The member that is to blame, "" if none is. */
  member: string;
  /** Entities that the message names by their ids. */
  ids: string[];
}

/** What a form shows of an error. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ServiceError)) return { message: messageOf(error), member: "", ids: [] };
  // The place in the body says nothing to one who has filled in a form.
  const message = error.message.replace(/ \([\w[\]]+, position \d+\)$/, "");
  const ids = error.status === 409 ? message.match(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g) ?? [] : [];
  return { message, member: /^\w*/.exec(error.target ?? "")![0], ids: [...new Set(ids)] };
}

/** A text as one word of a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The call as a command to paste into a shell that has the key in $KEY. */
export function curlOf(url: string, body: Row): string {
  return [
    `curl -H "X-ApiKey: $KEY" -H 'Content-Type: application/json'`,
    `-d ${quote(JSON.stringify(body))}`,
    quote(url),
  ].join(" \\\n  ");
}
