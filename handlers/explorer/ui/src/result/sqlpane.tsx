// How the service answers the query: for admins.
import { CopyButton } from "../parts/button";
import { Problem, Waiting } from "../parts/state";
import { useAsked } from "./useasked";

/** Breaks a statement where its clauses begin, outside of quotes. */
function inLines(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"| (FROM|LEFT JOIN|JOIN|WHERE|GROUP BY|ORDER BY|LIMIT|UNION ALL|AND) /g, (all, clause) =>
    clause ? `\n${clause === "AND" ? "  " : ""}${clause} ` : all);
}

interface Explanation {
  dialect: string;
  tree: string;
  plan: string;
  statements: { title: string; sql: string; arguments: string[] }[];
}

export function SQLPane() {
  const { answer, problem } = useAsked<Explanation>("explain");
  if (problem) return <Problem><p>{problem}</p></Problem>;
  if (!answer) return <Waiting />;
  return (
    <div class="stack">
      <p class="muted">What runs on {answer.dialect === "postgres" ? "PostgreSQL" : "SQLite"}, in this order.</p>
      {answer.statements.map((s) => (
        <section key={s.title} class="stack">
          <div class="row"><h2 class="grow">{s.title}</h2><CopyButton text={s.sql} label={`Copy ${s.title}`} /></div>
          <pre class="code wrap" tabIndex={0} aria-label={s.title}>{inLines(s.sql)}</pre>
          {s.arguments.length > 0 && (
            <ol class="arguments">{s.arguments.map((a, i) => <li key={i}><code>{a}</code></li>)}</ol>
          )}
        </section>
      ))}
      <details>
        <summary>Typed plan</summary>
        <pre class="code" tabIndex={0} aria-label="Typed plan">{answer.plan}</pre>
      </details>
      <details>
        <summary>Tree of the query</summary>
        <pre class="code" tabIndex={0} aria-label="Tree of the query">{answer.tree}</pre>
      </details>
    </div>
  );
}
