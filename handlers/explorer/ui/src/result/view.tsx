// What a query has brought: a table, an entity, a value, or what was wrong.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { href } from "../model/address";
import { formatCount, plural } from "../model/format";
import { ServiceError } from "../model/http";
import { failure, loadingMore, loadMore, moreProblem, mostRows, type Result, result, running } from "../model/run";
import { type EntityType, setAt, typeAt } from "../model/schema";
import { apply, draft, refresh, sketch } from "../model/state";
import { FaultText } from "../query/fault";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Empty, Problem, Waiting } from "../parts/state";
import { Chart } from "./chart";
import { EntityView } from "./entity";
import { Grid } from "./grid";

export const view = signal<"table" | "chart">("table");

/** The type of a result's rows. */
export const typeOf = (r: Result): EntityType | undefined => r.query.apply ? undefined : typeAt(r.query.path);

export function ResultView() {
  const shown = result.value;
  const wrong = failure.value;
  useEffect(() => {
    view.value = "table";
  }, [draft.value.path]);
  if (wrong && !running.value) return <Failed />;
  if (!shown || (running.value && shown.query.path !== draft.value.path)) return <Waiting text="Asking the service…" />;
  return (
    <section class={running.value ? "result busy" : "result"} aria-label="Result" aria-busy={running.value}>
      <Status of={shown} />
      <Content of={shown} />
    </section>
  );
}

function Content({ of }: { of: Result }) {
  const type = typeOf(of);
  switch (of.kind) {
    case "nothing":
      return <Empty title="Nothing is there"><p>The reference is null.</p></Empty>;
    case "value":
      return <pre class="code wrap">{typeof of.value === "string" ? of.value : JSON.stringify(of.value, null, 2)}</pre>;
    case "entity":
      return <EntityView row={of.rows[0]!} type={type} />;
  }
  if (view.value === "chart" && type) return <Chart type={type} query={of.query} />;
  if (!of.rows.length) return <NoRows of={of} />;
  return (
    <>
      <Grid result={of} type={type} />
      <More of={of} />
    </>
  );
}

function NoRows({ of }: { of: Result }) {
  const { filter, search, top, skip, path } = of.query;
  if (skip || top === "0") {
    return (
      <Empty icon="table" title="The limit leaves no rows">
        <p>{skip ? `The first ${skip} rows are skipped, and none follow.` : "$top=0 asks for none."}</p>
        <div class="actions"><Button onClick={() => apply({ top: "", skip: "" })}>Show all rows</Button></div>
      </Empty>
    );
  }
  if (!filter && !search) {
    return <Empty title={`${path} has nothing yet`}><p>What is written here shows up at once.</p></Empty>;
  }
  return (
    <Empty icon="filter" title="Nothing matches the filter">
      <p><code>{filter || search}</code></p>
      <div class="actions"><Button onClick={() => apply({ filter: "", search: "" })}>Clear the filter</Button></div>
    </Empty>
  );
}

function Status({ of }: { of: Result }) {
  const ms = of.exchange.duration;
  return (
    <div class="status">
      <p role="status">
        <strong>{howMany(of)}</strong>
        <span class="muted" title="From the request to the last byte of the answer">
          {ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms
        </span>
      </p>
      <div class="row">
        {of.kind === "collection" && typeOf(of) && (
          <div class="segments" role="group" aria-label="Show as">
            {(["table", "chart"] as const).map((v) => (
              <button type="button" key={v} aria-pressed={view.value === v} onClick={() => { view.value = v; }}>
                <Icon name={v} /> {v === "table" ? "Table" : "Chart"}
              </button>
            ))}
          </div>
        )}
        <Button icon="refresh" label="Run again" look="quiet" onClick={refresh} />
      </div>
    </div>
  );
}

function howMany(of: Result): string {
  const n = of.rows.length;
  if (of.kind !== "collection") return { entity: "One entity", value: "One value", nothing: "No entity" }[of.kind];
  if (of.count !== undefined && of.count !== n) return `${formatCount(n)} of ${plural(of.count, "row")}`;
  return of.nextLink ? `The first ${plural(n, "row")}` : plural(n, "row");
}

function More({ of }: { of: Result }) {
  if (!of.nextLink) return of.rows.length > 20 ? <p class="more muted">That is all.</p> : null;
  if (of.rows.length >= mostRows) {
    return <p class="more muted">{plural(mostRows, "row")} are shown. Filter for fewer, or export them all.</p>;
  }
  return (
    <div class="more">
      {moreProblem.value && <Problem><p>{moreProblem.value}</p></Problem>}
      <Button icon="down" disabled={loadingMore.value} onClick={() => void loadMore()}>
        {loadingMore.value ? "Loading…" : "Load more"}
      </Button>
    </div>
  );
}

function Failed() {
  const { error } = failure.value!;
  const fault = sketch.value?.error;
  const status = error instanceof ServiceError ? error.status : 0;
  const set = setAt(draft.value.path);
  return (
    <section class="result" aria-label="Result">
      <Problem>
        <strong>{title(status)}</strong>
        {fault && status === 400 ? <FaultText fault={fault} /> : <p>{error.message}</p>}
        <div class="row">
          <Button icon="refresh" onClick={refresh}>Try again</Button>
          {status === 404 && set && <a class="button" href={href(set.name)}>Go to {set.name}</a>}
          {status === 404 && !set && <a class="button" href={href("")}>Go to the entity sets</a>}
        </div>
      </Problem>
    </section>
  );
}

function title(status: number): string {
  switch (status) {
    case 400:
      return "The service does not understand the query";
    case 403:
      return "This key may not read that";
    case 404:
      return "There is nothing at this address";
    case 429:
      return "Too many queries of this key are at work";
    case 501:
      return "The service cannot do that yet";
  }
  return status >= 500 ? "The service cannot answer now" : "The query has failed";
}

