// API keys, as the explorer's part of the server knows them. Secrets pass through and are kept nowhere.
import { api } from "../model/address";
import { ask, getJSON } from "../model/http";
import { farewell, session, signOut } from "../model/session";

export type Scope = "read" | "write" | "admin";

export interface Key {
  keyId: string;
  emailAddress: string;
  scope: Scope;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
  /** Whether this session is signed in with it. */
  current: boolean;
  status: "active" | "expired" | "revoked";
}

export async function listKeys(everybodys: boolean, signal: AbortSignal): Promise<Key[]> {
  return (await getJSON<{ keys: Key[] }>(api(`keys${everybodys ? "?of=workspace" : ""}`), signal)).keys;
}

/** Makes a key for oneself. The secret is told this once. */
export const createKey = (scope: Scope, expires: Date | null): Promise<{ key: Key; secret: string }> =>
  ask("keys", { scope, expires: expires?.toISOString() ?? null });

/** Revokes a key; with the key of this session the session ends. */
export async function revokeKey(key: Key): Promise<void> {
  await ask(`keys/${encodeURIComponent(key.keyId)}/revoke`, {});
  if (!key.current) return;
  await signOut().catch(() => {});
  farewell.value = `The key ${key.keyId}, with which you were signed in, is revoked.`;
  session.value = null;
}

export const scopes: readonly [Scope, title: string, what: string][] = [
  ["read", "Read", "Sees everything, changes nothing: for Power BI, Excel, Tableau and other readers."],
  ["write", "Write", "Reads, and writes users, teams and memberships: for scripts that feed the directory."],
  ["admin", "Admin", "Writes, and manages keys: for people who look after the workspace."],
];
