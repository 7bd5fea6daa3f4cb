// The address of the page is the state of the explorer: /explore/ + an OData path and query.
import { signal } from "@preact/signals";

/** Where the explorer is mounted: "" or "/prefix". */
export const base = document.documentElement.dataset.base ?? "";

const home = `${base}/explore/`;
const service = `${base}/odata/v4/`;

/** The absolute URL of the OData service root. */
export const serviceRoot = location.origin + service;

/** What is shown: an OData path below the service root, or a page of the explorer's own. */
export interface Route {
  /** "" for the entity sets, "-/profile" and the like for own pages, else an OData path, as in a URL. */
  path: string;
  /** The raw query without its question mark. */
  search: string;
}

/** A raw query without a key in it: the session has one, and that of an address would stay in the history. */
export function withoutKey(search: string): string {
  return search.split("&").filter((pair) => !isKey(pair)).join("&");
}

function isKey(pair: string): boolean {
  const name = pair.split("=", 1)[0]!;
  try {
    return decodeURIComponent(name).toLowerCase() === "apikey";
  } catch {
    return false;
  }
}

function read(): Route {
  const search = withoutKey(location.search.slice(1));
  // A browser that opened an address of the service without a session is shown the explorer there.
  for (const root of [home, service]) {
    if (location.pathname.startsWith(root)) return { path: location.pathname.slice(root.length), search };
  }
  return { path: "", search: "" };
}

export const route = signal<Route>(read());

// From here on the address is the explorer's own, and can be loaded again.
if (!location.pathname.startsWith(home) || location.search.slice(1) !== route.value.search) {
  history.replaceState(null, "", href(route.value.path, route.value.search));
}

// Browsers refuse to write the address too often, Safari more than 100 times in 30 seconds, which typing gets to: after
// so many writes in a while the address follows with a delay.
const promptWrites = 50;
const within = 30_000;
const delay = 700;
let writes: number[] = [];
let waiting = 0;

const recent = (): number[] => writes.filter((at) => performance.now() - at < within);

/** Writes the route into the address bar, if it is not there yet. */
function write(): void {
  clearTimeout(waiting);
  waiting = 0;
  writes = [...recent(), performance.now()];
  history.replaceState(null, "", href(route.value.path, route.value.search));
}

addEventListener("popstate", () => {
  clearTimeout(waiting);
  waiting = 0;
  route.value = read();
});

addEventListener("pagehide", () => {
  if (waiting) write();
});

/** The address of a route in this page. */
export function href(path: string, search = ""): string {
  return home + path + (search && `?${search}`);
}

/** Shows another route; `replace` leaves no entry in the history. */
export function go(path: string, search = "", replace = false): void {
  if (path === route.value.path && search === route.value.search) return;
  if (!replace) {
    if (waiting) write();
    history.pushState(null, "", href(path, search));
  }
  route.value = { path, search };
  if (!replace || waiting) return;
  if (recent().length < promptWrites) write();
  else waiting = setTimeout(write, delay);
}

/** The address of something that the explorer asks the server. */
export function api(name: string): string {
  return `${home}api/${name}`;
}

/** The absolute URL of a resource of the service. */
export function resource(path: string, search = ""): string {
  return serviceRoot + path + (search && `?${search}`);
}

/** Follows links within the page without loading it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element).closest?.("a");
  if (!link || link.hash || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (!link.pathname.startsWith(home) || link.pathname.startsWith(`${home}api/`)) return;
  event.preventDefault();
  go(link.pathname.slice(home.length), link.search.slice(1));
  scrollTo(0, 0);
}
