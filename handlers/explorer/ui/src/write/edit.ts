import { href } from "../model/address";

/** The address of the form for an entity; "" where there is none. */
export function editHref(set: string, row: Record<string, unknown>): string {
  if (set === "Users" && row.systemUserId) return href("-/write/user", `systemUserId=${String(row.systemUserId)}`);
  if (set === "Teams" && row.teamId) return href("-/write/team", `teamId=${String(row.teamId)}`);
  return "";
}
