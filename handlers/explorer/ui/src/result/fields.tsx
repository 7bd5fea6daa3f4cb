// An entity as a list of its properties.
import { href } from "../model/address";
import { isRow, type Row } from "../model/run";
import { type EntityType, findNavigation, findProperty, schema, setOf } from "../model/schema";
import { humanise } from "../model/format";
import { Cell } from "./cell";
import { keyOf } from "./condition";
import { Nested } from "./nested";

export function Fields({ row, type }: { row: Row; type: EntityType | undefined }) {
  const names = Object.keys(row).filter((n) => !n.includes("@"));
  const plain = names.filter((n) => !findNavigation(type, n));
  return (
    <>
      <dl class="fields">
        {plain.map((name) => (
          <div key={name}>
            <dt title={findProperty(type, name)?.description}>{humanise(name)}</dt>
            <dd><Value type={type} name={name} value={row[name]} /></dd>
          </div>
        ))}
      </dl>
      {names.filter((n) => !plain.includes(n)).map((name) => (
        <Nested
          key={name}
          title={name}
          type={schema.value?.types.get(findNavigation(type, name)!.type)}
          value={row[name]}
          more=""
        />
      ))}
    </>
  );
}

function Value({ type, name, value }: { type: EntityType | undefined; name: string; value: unknown }) {
  const p = findProperty(type, name);
  const foreign = type?.navigations.find((n) => Object.keys(n.constraint).join() === name);
  const target = foreign && setOf(foreign.type);
  if (target && typeof value === "string") {
    const key = findProperty(target.type, Object.values(foreign.constraint)[0]!);
    return <a href={href(target.name + keyOf(key, value))}><code>{value}</code></a>;
  }
  if (p?.type === "Edm.Guid" && typeof value === "string") return <code>{value}</code>;
  if (isRow(value)) return <code>{JSON.stringify(value)}</code>;
  return <Cell property={p} value={value} />;
}
