// The query as code to take away, made and tested by the server.
import { signal } from "@preact/signals";
import { api, href } from "../model/address";
import { kept } from "../model/kept";
import { encode } from "../model/query";
import { asked } from "../model/state";
import { CopyButton } from "../parts/button";
import { SelectField } from "../parts/field";
import { Icon } from "../parts/icon";
import { Problem, Waiting } from "../parts/state";
import { useAsked } from "./useasked";

export interface Snippet {
  id: string;
  title: string;
  language: string;
  code: string;
  note: string;
}

interface Snippets {
  snippets: Snippet[];
  readiness?: { level: "info" | "warn"; text: string }[];
}

const chosen = signal(kept.read("snippet", "url"));

export function CodePane() {
  const { answer, problem } = useAsked<Snippets>("snippets");
  if (problem) return <Problem><p>{problem}</p></Problem>;
  if (!answer) return <Waiting />;
  const shown = answer.snippets.find((s) => s.id === chosen.value) ?? answer.snippets[0]!;
  const set = asked.value.path.replace(/[(/].*$/, "");
  return (
    <div class="stack">
      <SelectField
        label="As"
        value={shown.id}
        onText={(id) => {
          chosen.value = id;
          kept.write("snippet", id);
        }}
        options={answer.snippets.map((s) => [s.id, s.title] as const)}
      />
      <pre class="code wrap" tabIndex={0} aria-label={shown.title}>{shown.code}</pre>
      <div class="row">
        <CopyButton text={shown.code} label={`Copy as ${shown.title}`} look="primary">Copy</CopyButton>
        {shown.id.startsWith("m-") && (
          <a class="button" href={`${api("power-bi")}?path=${encode(set)}`} download>
            <Icon name="download" /> <span>{set}.pbids</span>
          </a>
        )}
      </div>
      <p class="muted">{shown.note}</p>
      {shown.id.startsWith("m-") && <p><a href={href("-/profile/power-bi")}>Connect Power BI, step by step</a></p>}
      {answer.readiness && answer.readiness.length > 0 && (
        <section class="stack" aria-label="For Power BI">
          <h2>Good to know for Power BI</h2>
          <ul class="hints">
            {answer.readiness.map((r) => (
              <li key={r.text} class={r.level}><Icon name={r.level === "warn" ? "warn" : "info"} size={14} /> {r.text}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
