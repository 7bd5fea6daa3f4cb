// Keys that work everywhere.
import { useEffect } from "preact/hooks";
import { go } from "../model/address";
import { cancel, running } from "../model/run";
import { apply, isData } from "../model/state";

/** What the help page lists. */
export const shortcuts: readonly (readonly [keys: string, what: string])[] = [
  ["/", "Find a set, a property or a command"],
  ["Ctrl Enter", "Run the query"],
  ["Esc", "Close, or cancel what runs"],
  ["?", "This help"],
  ["g then h", "Go to the entity sets"],
  ["g then u t m", "Go to users, teams, memberships"],
  ["g then w p", "Go to writing, to your profile"],
  ["← ↑ → ↓", "Move in the table; Home, End, Page Up and Page Down too"],
  ["Enter", "In the table: what can be done with the cell"],
];

const places: Record<string, string> = {
  h: "", u: "Users", t: "Teams", m: "TeamMembers", w: "-/write", p: "-/profile",
};

const isTyping = (e: KeyboardEvent): boolean =>
  (e.target as HTMLElement).closest("input, textarea, select, [contenteditable=true]") !== null;

/** Listens while the caller is shown. */
export function useShortcuts(open: { palette: () => void; help: () => void }): void {
  useEffect(() => {
    let leader = 0;
    const onKey = (e: KeyboardEvent): void => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && isData.value) {
        e.preventDefault();
        apply();
        return;
      }
      if (e.key === "Escape" && running.value && !document.querySelector("dialog[open], .popup")) cancel();
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e) || document.querySelector("dialog[open]")) return;
      if (Date.now() - leader < 1200 && places[e.key] !== undefined) go(places[e.key]!);
      else if (e.key === "/") open.palette();
      else if (e.key === "?") open.help();
      else {
        leader = e.key === "g" ? Date.now() : 0;
        return;
      }
      leader = 0;
      e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
