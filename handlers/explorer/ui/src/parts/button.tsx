import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import { announce } from "./toast";

type ButtonAttributes = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "size">;

interface ButtonProps extends ButtonAttributes {
  icon?: IconName;
  /** Names a button that shows its icon only; also its tooltip. */
  label?: string;
  look?: "primary" | "plain" | "quiet" | "danger";
  children?: ComponentChildren;
}

/** A button; `label` with an icon alone makes a square one. */
export function Button({ icon, label, look = "plain", children, class: extra, ...rest }: ButtonProps) {
  const classes = ["button", look, children === undefined && "square", extra].filter(Boolean).join(" ");
  return (
    <button type="button" class={classes} aria-label={label} title={label} {...rest}>
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, what = "Copied"): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the clipboard is closed to pages; a selection can still be copied.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    area.className = "offscreen";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) {
      announce("The browser does not let this page copy. Select the text and copy it yourself.", "bad");
      return false;
    }
  }
  announce(what);
  return true;
}

/** Copies what `text` gives; shows a check mark for a moment. */
export function CopyButton(
  { text, label, children, look }: {
    text: string | (() => string);
    label: string;
    children?: ComponentChildren;
    look?: ButtonProps["look"];
  },
) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(typeof text === "string" ? text : text()))) return;
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <Button icon={done ? "check" : "copy"} label={label} look={look ?? "quiet"} onClick={() => void copy()}>
      {children}
    </Button>
  );
}
