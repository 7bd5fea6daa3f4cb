import { useEffect, useState } from "preact/hooks";
import { ask, isAbort, messageOf } from "../model/http";
import { printQuery } from "../model/query";
import { asked } from "../model/state";

interface Told<T> {
  answer?: T;
  problem?: string;
}

/** What a part of the explorer's API says of the query that was last run. */
export function useAsked<T>(name: string): Told<T> {
  const [told, setTold] = useState<Told<T>>({});
  const query = asked.value;
  const text = printQuery(query);
  useEffect(() => {
    const ending = new AbortController();
    ask<T>(name, { path: query.path, query: text }, ending.signal).then(
      (answer) => setTold({ answer }),
      (e) => {
        if (!isAbort(e)) setTold({ problem: messageOf(e) });
      },
    );
    return () => ending.abort();
  }, [name, query.path, text]);
  return told;
}
