// One value, as a table shows it.
import { formatDate, shortGuid } from "../model/format";
import type { Property } from "../model/schema";

/** null is told from an empty text; dates are local, with UTC as title; guids are shortened. */
export function Cell({ property: p, value }: { property: Property | undefined; value: unknown }) {
  if (value === undefined) return null;
  if (value === null) return <span class="null">null</span>;
  if (Array.isArray(value)) {
    if (!value.length) return <span class="null">none</span>;
    return <span class="chips">{value.map((v) => <span key={String(v)} class="chip">{String(v)}</span>)}</span>;
  }
  if (typeof value === "boolean") return <span class={value ? "flag yes" : "flag"}>{String(value)}</span>;
  if (typeof value === "object") return <code>{JSON.stringify(value)}</code>;
  const text = String(value);
  if (text === "") return <span class="null">empty</span>;
  switch (p?.type) {
    case "Edm.Guid":
      return <span class="mono" title={text}>{shortGuid(text)}</span>;
    case "Edm.DateTimeOffset":
    case "Edm.Date":
      return <time dateTime={text} title={`${text} (UTC)`}>{formatDate(p.type, text)}</time>;
  }
  if (p?.allowed) return <span class={`badge value-${text}`}>{text}</span>;
  return <>{text}</>;
}
