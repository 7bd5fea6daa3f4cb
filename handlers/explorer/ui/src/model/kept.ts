// Preferences of this browser: how things look, never what they are and never a key.
const prefix = "roster.";

export const kept = {
  read<T>(name: string, otherwise: T): T {
    try {
      const text = localStorage.getItem(prefix + name);
      return text === null ? otherwise : (JSON.parse(text) as T);
    } catch {
      return otherwise;
    }
  },
  write(name: string, value: unknown): void {
    try {
      localStorage.setItem(prefix + name, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  },
};
