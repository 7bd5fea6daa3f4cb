// How many rows a query matches, whatever part of them it shows.
import { resource } from "./address";
import { getJSON, send } from "./http";
import { emptyQuery, printQuery, type Query } from "./query";

/** What decides which rows there are; parameter aliases are part of it. */
export function matching(query: Query): Query {
  const { path, filter, search, compute, rest } = query;
  return { ...emptyQuery(path), filter, search, compute, rest: rest.filter(([name]) => name.startsWith("@")) };
}

/** Counts the rows; NaN where the service does not count them. */
export async function countRows(query: Query, signal: AbortSignal): Promise<number> {
  const asked = matching(query);
  if (!asked.compute) {
    const url = resource(`${asked.path}/$count`, printQuery(asked));
    return Number(await (await send(url, { signal })).text());
  }
  // /$count takes no $compute, which the filter may need.
  const url = resource(asked.path, printQuery({ ...asked, count: "true", top: "0" }));
  return Number((await getJSON<{ "@odata.count"?: number }>(url, signal))["@odata.count"]);
}
