import { useRef } from "preact/hooks";

/**
 * A text as the items that a form changes. What the form has written is not read again: while one types, an open quote
 * or parenthesis would make other items of it.
 */
export function useItems<T>(
  text: string,
  read: (text: string) => T[],
  print: (items: T[]) => string,
  onText: (text: string) => void,
): [items: T[], set: (items: T[]) => void] {
  const own = useRef<{ text: string; items: T[] }>(undefined);
  if (own.current?.text !== text) own.current = { text, items: read(text) };
  const set = (items: T[]): void => {
    own.current = { text: print(items), items };
    onText(own.current.text);
  };
  return [own.current.items, set];
}
