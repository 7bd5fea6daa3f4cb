// Moments as they are written in a query, in UTC, and as an input for local time has them.

const two = (n: number): string => String(n).padStart(2, "0");

/** 2026-03-01T10:00:00Z → 2026-03-01T11:00, one hour east of Greenwich; "" for no moment. */
export function toLocal(text: string): string {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return "";
  const day = [String(at.getFullYear()).padStart(4, "0"), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const time = [two(at.getHours()), two(at.getMinutes())].join(":");
  return `${day}T${time}${at.getSeconds() ? `:${two(at.getSeconds())}` : ""}`;
}

/** The moment in UTC, without fractions that are none. */
export function toUTC(local: string): string {
  const at = new Date(local);
  return !local || Number.isNaN(at.getTime()) ? "" : at.toISOString().replace(".000Z", "Z");
}
