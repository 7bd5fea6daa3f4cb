import { setOf } from "../model/schema";
import { draftType } from "../model/state";
import { Empty } from "../parts/state";

/** What the rows are made of. */
export function SchemaPane() {
  const type = draftType.value;
  if (!type) return <Empty title="The type is not known" />;
  return (
    <div class="stack">
      <h2>{type.name}</h2>
      <p class="muted">{type.description}. Key: <code>{type.key.join(", ")}</code></p>
      <dl class="fields">
        {type.properties.map((p) => (
          <div key={p.name}>
            <dt><code>{p.name}</code></dt>
            <dd>
              <code>{p.collection ? `${p.type}[]` : p.type}</code>{p.nullable && " or null"}
              <span class="muted block">{p.description}{p.allowed && `: ${p.allowed.join(", ")}`}</span>
            </dd>
          </div>
        ))}
        {type.navigations.map((n) => (
          <div key={n.name}>
            <dt><code>{n.name}</code></dt>
            <dd>{n.collection ? "many of" : "one of"} {setOf(n.type)?.name ?? n.type}<span class="muted block">{n.description}</span></dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
