import { useEffect, useRef, useState } from "preact/hooks";
import { formatCount, formatSize, plural } from "../model/format";
import { isAbort, messageOf } from "../model/http";
import type { Query } from "../model/query";
import { result } from "../model/run";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Problem } from "../parts/state";
import { announce } from "../parts/toast";
import { download, exportSize, type Format, type Progress, save } from "./download";

/** Exports the whole result, not the rows that are shown. */
export function Exporting({ query }: { query: Query }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="download" disabled={result.value?.kind !== "collection"} onClick={() => setOpen(true)}>Export</Button>
      {open && <ExportDialog query={query} onClose={() => setOpen(false)} />}
    </>
  );
}

const formats: [Format, string, string][] = [
  ["csv", "CSV", "For Excel and other tables. Collections are joined by |, and what a spreadsheet would take for a formula " +
    "is made harmless by an apostrophe."],
  ["json", "JSON", "One array with all rows, expanded entities included."],
];

function ExportDialog({ query, onClose }: { query: Query; onClose: () => void }) {
  const [format, setFormat] = useState<Format>("csv");
  const [all, setAll] = useState<number>();
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState("");
  const work = useRef<AbortController>(undefined);
  useEffect(() => {
    const ending = new AbortController();
    exportSize(query, ending.signal).then(setAll, () => {});
    return () => {
      ending.abort();
      work.current?.abort();
    };
  }, []);
  const start = async (): Promise<void> => {
    const mine = (work.current = new AbortController());
    setProblem("");
    setProgress({ rows: 0, bytes: 0 });
    try {
      const blob = await download(query, format, mine.signal, setProgress);
      save(blob, `${fileName(query.path)}.${format}`);
      announce("The file is complete");
      onClose();
    } catch (e) {
      setProgress(undefined);
      if (!isAbort(e)) setProblem(messageOf(e));
    }
  };
  return (
    <Dialog title="Export the whole result" onClose={onClose}>
      <p class="muted">
        {all === undefined ? "All rows that the query matches" : `All ${plural(all, "row")} that the query matches`}, not only
        those that are shown.
      </p>
      <fieldset class="choices-of" disabled={progress !== undefined}>
        <legend>Format</legend>
        {formats.map(([id, title, about]) => (
          <label key={id} class="choice">
            <input type="radio" name="format" checked={format === id} onChange={() => setFormat(id)} />
            <span><strong>{title}</strong><small class="muted">{about}</small></span>
          </label>
        ))}
      </fieldset>
      {format === "csv" && query.expand && (
        <p class="notice warn">A table has no place for expanded entities: CSV leaves them out. JSON has them.</p>
      )}
      {problem && <Problem><p>{problem}</p></Problem>}
      {progress && (
        <div class="progress">
          <progress max={all ?? 1} value={all === undefined ? undefined : progress.rows} aria-label="Progress of the export" />
          <p role="status">
            {formatCount(progress.rows)}{all !== undefined && ` of ${formatCount(all)}`} rows, {formatSize(progress.bytes)}
          </p>
        </div>
      )}
      <div class="actions">
        {progress
          ? <Button onClick={() => work.current?.abort()}>Cancel</Button>
          : <Button look="primary" icon="download" onClick={() => void start()}>Download {format.toUpperCase()}</Button>}
      </div>
    </Dialog>
  );
}

const fileName = (path: string): string => path.replace(/\([^)]*\)/g, "").split("/").filter(Boolean).join("-") || "export";
