// The last answer as it came.
import { useState } from "preact/hooks";
import { formatSize } from "../model/format";
import type { Exchange } from "../model/run";
import { CopyButton } from "../parts/button";
import { Empty } from "../parts/state";

/** Longer texts are cut for the eye; the copy has all. */
const longest = 200_000;

export function ResponsePane({ exchange: x }: { exchange: Exchange | undefined }) {
  const [pretty, setPretty] = useState(true);
  if (!x) return <Empty title="No answer yet" />;
  const text = pretty ? indent(x.body) : x.body;
  return (
    <div class="stack">
      <p class="row">
        <span class={x.status < 400 ? "badge good" : "badge bad"}>{x.status}</span>
        <span>{x.duration.toFixed(1)} ms</span>
        <span>{formatSize(new Blob([x.body]).size)}</span>
      </p>
      <div class="row"><code class="grow url">GET {x.url}</code><CopyButton text={x.url} label="Copy the URL" /></div>
      <details>
        <summary>Headers</summary>
        <dl class="headers">
          {x.headers.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      </details>
      <div class="row">
        <label class="check">
          <input type="checkbox" checked={pretty} onChange={(e) => setPretty(e.currentTarget.checked)} /> Indented
        </label>
        <span class="grow" />
        <CopyButton text={x.body} label="Copy the body" />
      </div>
      <pre class="code wrap" tabIndex={0} aria-label="Body of the answer">{text.slice(0, longest)}</pre>
      {text.length > longest && <p class="muted">The rest is left out here; the copy has all.</p>}
    </div>
  );
}

function indent(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
