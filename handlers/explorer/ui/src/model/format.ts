// How values are shown to people.

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const whole = new Intl.NumberFormat();

export const formatCount = (n: number): string => whole.format(n);

export function formatDate(type: string, text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return type === "Edm.Date" ? date.format(at) : dateTime.format(at);
}

/** The first group of a guid says enough to tell rows apart; ids made at one time share their beginning, so it is the last. */
export const shortGuid = (text: string): string => `…${text.slice(-8)}`;

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export function formatAgo(text: string, now = Date.now()): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, "second");
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${formatCount(n)} ${n === 1 ? one : many}`;

/** lastName → Last name */
export function humanise(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
