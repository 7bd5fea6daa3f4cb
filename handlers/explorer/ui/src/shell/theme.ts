// Light or dark: as the system has it, or as it was chosen here.
import { effect, signal } from "@preact/signals";
import { kept } from "../model/kept";

export type Theme = "auto" | "light" | "dark";

export const theme = signal<Theme>(kept.read<Theme>("theme", "auto"));

effect(() => {
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  kept.write("theme", theme.value);
});
