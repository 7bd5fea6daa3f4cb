// Who is signed in. The key itself is in a cookie that scripts cannot read.
import { signal } from "@preact/signals";
import { api } from "./address";
import { getJSON, postJSON, send, whenSignedOut } from "./http";

export interface Session {
  signedIn: true;
  keyId: string;
  scope: "read" | "write" | "admin";
  expiresAt: string | null;
  keyExpiresAt: string | null;
  user: { systemUserId: string; emailAddress: string; displayName: string; role: string };
  workspace: { name: string };
  can: { read: boolean; write: boolean; admin: boolean };
  version: string;
}

/** undefined until the server was asked, null without a session. */
export const session = signal<Session | null | undefined>(undefined);

/** Why there is no session where there was one. */
export const farewell = signal("");

whenSignedOut(() => {
  if (session.peek()) farewell.value = "Your session has ended. Sign in again to go on where you were.";
  session.value = null;
});

interface NoSession {
  signedIn: false;
  /** Why a session has ended. */
  message?: string;
}

function take(answer: Session | NoSession): void {
  session.value = answer.signedIn ? answer : null;
  if (!answer.signedIn && answer.message) farewell.value = `Your session has ended: ${answer.message}.`;
}

export async function resume(): Promise<void> {
  take(await getJSON<Session | NoSession>(api("session")));
}

export async function signIn(key: string): Promise<void> {
  take(await postJSON<Session>(api("session"), { key }));
  farewell.value = "";
}

export async function signOut(): Promise<void> {
  await send(api("session"), { method: "DELETE" });
  farewell.value = "You are signed out.";
  session.value = null;
}
