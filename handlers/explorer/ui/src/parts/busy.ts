import { useRef, useState } from "preact/hooks";

/** Whether something is under way, and a way to do one thing at a time: what is begun meanwhile is not done. */
export function useBusy(): readonly [busy: boolean, run: (what: () => Promise<void>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);
  const run = async (what: () => Promise<void>): Promise<void> => {
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    try {
      await what();
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return [busy, run];
}
