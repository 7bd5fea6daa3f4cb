// A query and its result: the page that most of the explorer is.
import { href } from "../model/address";
import { asked, draft } from "../model/state";
import { Button } from "../parts/button";
import { Exporting } from "../result/export";
import { Inspector, inspecting, showInspector } from "../result/inspector";
import { ResultView } from "../result/view";
import { ShareMenu } from "../result/share";
import { QueryPanel } from "./panel";

export function DataPage() {
  return (
    <div class={inspecting.value ? "data inspected" : "data"}>
      <div class="data-main">
        <header class="data-title">
          <h1><Trail path={draft.value.path} /></h1>
          <div class="row">
            <ShareMenu />
            <Exporting query={asked.value} />
            <Button
              icon="panel"
              aria-pressed={inspecting.value}
              aria-expanded={inspecting.value}
              onClick={() => showInspector(!inspecting.value)}
            >
              Details
            </Button>
          </div>
        </header>
        <QueryPanel />
        <ResultView />
      </div>
      {inspecting.value && <Inspector />}
    </div>
  );
}

/** The path as steps, each of which can be gone back to. */
function Trail({ path }: { path: string }) {
  const steps = path.split("/");
  return (
    <>
      {steps.map((step, i) => {
        const [, set = step, key = ""] = /^([^(]*)(.*)$/.exec(step) ?? [];
        const to = steps.slice(0, i + 1).join("/");
        const last = i === steps.length - 1;
        return (
          <span key={to} class="step">
            {i > 0 && <span class="slash">/</span>}
            {last && !key ? set : <a href={href(key ? [...steps.slice(0, i), set].join("/") : to)}>{set}</a>}
            {key && (last
              ? <code title={decodeURIComponent(key)}>{shortKey(key)}</code>
              : <a href={href(to)}><code title={decodeURIComponent(key)}>{shortKey(key)}</code></a>)}
          </span>
        );
      })}
    </>
  );
}

function shortKey(key: string): string {
  const text = decodeURIComponent(key);
  return text.length <= 24 ? text : text.replace(/[0-9a-f]{8}-[0-9a-f-]{19}([0-9a-f]{8})/gi, "…$1");
}
