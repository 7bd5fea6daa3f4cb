import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { meaning, parse } from "../test/grammar";
import { types, userType } from "../test/model";
import { Random, seed } from "../test/random";
import {
  changeIn,
  countConditions,
  freeVariable,
  innerScope,
  isComplete,
  isValue,
  newGroup,
  newRaw,
  printGroup,
  rootScope,
  type Condition,
  type Group,
  type Rule,
  type Scope,
} from "./conditions";
import { operatorsOf, ruleFor, withOperator, withSubject } from "./operators";
import { readFilter } from "./reading";
import { subjectAt, subjectsOf, type Subject } from "./subject";

const scope = rootScope(types, userType);
const read = (text: string): Group => readFilter(scope, parse(text));
const print = (group: Group): string => printGroup(scope, group);

/** A condition without its ids, in short. */
function brief(item: Condition): unknown {
  if (item.kind === "raw") return { raw: item.text };
  if (item.kind === "group") return { [(item.negated ? "not " : "") + item.join]: item.items.map(brief) };
  const rest = item.group ? [brief(item.group)] : item.values;
  return [item.path, item.operator, ...rest, ...(item.exact || item.values.length === 0 ? [] : ["any case"])];
}

const guid = "00000000-0000-0000-0000-00000000000a";

const readings: [text: string, conditions: unknown[]][] = [
  ["displayName eq 'O''Neil'", [["displayName", "eq", "O'Neil"]]],
  ["contains(tolower(displayName),'an')", [["displayName", "contains", "an", "any case"]]],
  ["contains(tolower(displayName),'An')", [{ raw: "contains(tolower(displayName),'An')" }]],
  ["contains(displayName,'An')", [["displayName", "contains", "An"]]],
  ["contains(displayName,'')", [{ raw: "contains(displayName,'')" }]],
  ["not contains(displayName,'A')", [["displayName", "notcontains", "A"]]],
  ["role in ('Admin','Member')", [["role", "in", "Admin", "Member"]]],
  ["not (role in ('Admin'))", [["role", "notin", "Admin"]]],
  ["role in ()", [{ raw: "role in ()" }]],
  ["isActive", [["isActive", "true"]]],
  ["not isActive", [["isActive", "false"]]],
  ["isActive eq false", [["isActive", "eq", "false"]]],
  ["nickName eq null", [["nickName", "null"]]],
  ["nickName ne null", [["nickName", "notnull"]]],
  ["displayName eq null", [{ raw: "displayName eq null" }]],
  ["manager/displayName eq null", [["manager/displayName", "null"]]],
  [`managerId eq ${guid}`, [["managerId", "eq", guid]]],
  [`managerId eq '${guid}'`, [{ raw: `managerId eq '${guid}'` }]],
  [
    "points gt 2 and points lt 9",
    [
      ["points", "gt", "2"],
      ["points", "lt", "9"],
    ],
  ],
  ["2 lt points", [{ raw: "2 lt points" }]],
  ["points add 1 gt 2", [{ raw: "points add 1 gt 2" }]],
  ["createdAt ge 2026-01-01T00:00:00Z", [["createdAt", "ge", "2026-01-01T00:00:00Z"]]],
  ["createdAt ge 2026-01-01", [{ raw: "createdAt ge 2026-01-01" }]],
  ["bornOn lt 2000-01-01", [["bornOn", "lt", "2000-01-01"]]],
  ["year(createdAt) eq 2026", [{ raw: "year(createdAt) eq 2026" }]],
  ["tags/any(t:t eq 'a')", [["tags", "has", "a"]]],
  ["not tags/any(t:t eq 'a')", [["tags", "hasnot", "a"]]],
  ["tags/any(t:t in ('a','b'))", [["tags", "hasin", "a", "b"]]],
  ["tags/any(t:contains(tolower(t),'a'))", [["tags", "haslike", "a", "any case"]]],
  ["tags/any(t:t eq 'a' or t eq 'b')", [{ raw: "tags/any(t:t eq 'a' or t eq 'b')" }]],
  ["tags/all(t:t ne 'a')", [{ raw: "tags/all(t:t ne 'a')" }]],
  ["tags/any()", [["tags", "some"]]],
  ["not tags/any()", [["tags", "empty"]]],
  ["tags/$count gt 2", [["tags/$count", "gt", "2"]]],
  ["memberships/any()", [["memberships", "some"]]],
  ["not memberships/any()", [["memberships", "empty"]]],
  ["memberships/$count ge 1", [["memberships/$count", "ge", "1"]]],
  ["memberships/any(m:m/team/name eq 'X')", [["memberships", "any", { and: [["team/name", "eq", "X"]] }]]],
  ["not memberships/any(m:m/team/name eq 'X')", [["memberships", "none", { and: [["team/name", "eq", "X"]] }]]],
  [
    "memberships/all(m:m/team/name eq displayName)",
    [["memberships", "all", { and: [{ raw: "m/team/name eq displayName" }] }]],
  ],
  ["unknown eq 1", [{ raw: "unknown eq 1" }]],
  ["tolower(displayName) eq 'a'", [["displayName", "eq", "a", "any case"]]],
  ["tolower(role) eq 'a'", [{ raw: "tolower(role) eq 'a'" }]],
];

for (const [text, expected] of readings) {
  test(`reads ${text}`, () => {
    const group = read(text);
    deepEqual(group.items.map(brief), expected);
    deepEqual(meaning(parse(print(group))), meaning(parse(text)));
  });
}

test("reads groups in groups", () => {
  deepEqual(brief(read("(isActive or points gt 1) and not (role eq 'Admin' and points eq 1)")), {
    and: [
      {
        or: [
          ["isActive", "true"],
          ["points", "gt", "1"],
        ],
      },
      {
        "not and": [
          ["role", "eq", "Admin"],
          ["points", "eq", "1"],
        ],
      },
    ],
  });
  deepEqual(brief(read("not (isActive or points gt 1)")), {
    "not or": [
      ["isActive", "true"],
      ["points", "gt", "1"],
    ],
  });
  deepEqual(brief(read("not startswith(displayName,'A')")), { "not and": [["displayName", "startswith", "A"]] });
  equal(countConditions(read("(isActive or points gt 1) and not isActive")), 3);
});

test("leaves out what says nothing yet", () => {
  const rule = ruleFor(scope, subjectAt(types, userType, "displayName")!);
  equal(isComplete(scope, rule), false);
  equal(print(newGroup([rule, newRaw("  "), newGroup([rule], "or", true)])), "");
  equal(print(newGroup([rule, newRaw("points eq 1")])), "points eq 1");
  const any = ruleFor(scope, subjectAt(types, userType, "memberships")!);
  equal(print(newGroup([any])), "memberships/any()");
});

test("writes what was typed in any case as it is compared", () => {
  const rule = { ...ruleFor(scope, subjectAt(types, userType, "displayName")!), values: ["O'Neil"] };
  equal(print(newGroup([rule])), "contains(tolower(displayName),'o''neil')");
  equal(print(newGroup([{ ...rule, exact: true }])), "contains(displayName,'O''Neil')");
  equal(print(newGroup([withOperator(scope, rule, "eq")])), "displayName eq 'O''Neil'");
});

test("puts text that was typed into parentheses where it needs them", () => {
  equal(
    print(newGroup([newRaw("points eq 1 or points eq 2"), newRaw("isActive")])),
    "(points eq 1 or points eq 2) and isActive",
  );
  equal(
    print(newGroup([newRaw("contains(displayName,' or ')"), newRaw("isActive")])),
    "contains(displayName,' or ') and isActive",
  );
});

test("changes and removes by id, in lambdas too", () => {
  const group = read("isActive and memberships/any(m:m/team/name eq 'X' and m/user/isActive)");
  const outer = group.items[1] as Rule;
  const inner = outer.group!.items[0] as Rule;
  const changed = changeIn(group, inner.id, (r) => ({ ...(r as Rule), values: ["Y"] }));
  equal(print(changed), "isActive and memberships/any(m:m/team/name eq 'Y' and m/user/isActive)");
  equal(changed.items[0], group.items[0]);
  equal(print(changeIn(changed, inner.id, () => undefined)), "isActive and memberships/any(m:m/user/isActive)");
  equal(print(changeIn(changed, outer.id, () => undefined)), "isActive");
  equal(print(changeIn(changed, group.id, () => undefined)), "");
});

test("keeps values where the next property can have them", () => {
  const rule: Rule = { kind: "rule", id: 1, path: "points", operator: "gt", values: ["2"], exact: true };
  deepEqual(brief(withSubject(scope, rule, subjectAt(types, userType, "memberships/$count")!)), [
    "memberships/$count",
    "eq",
  ]);
  const text: Rule = { kind: "rule", id: 1, path: "displayName", operator: "startswith", values: ["A"], exact: false };
  deepEqual(brief(withSubject(scope, text, subjectAt(types, userType, "emailAddress")!)), [
    "emailAddress",
    "startswith",
    "A",
    "any case",
  ]);
  deepEqual(brief(withSubject(scope, text, subjectAt(types, userType, "role")!)), ["role", "eq", "Admin"]);
});

test("names variables that none around has", () => {
  equal(freeVariable("memberships", []), "m");
  equal(freeVariable("manager/memberships", ["m", "m2"]), "m3");
});

const names = ["a", "O'Neil", "", "ÄÖ 1", " or ", "x)", "it''s", "%20&+", "a,b"];

/** Draws the text of a filter: much that the builder has forms for, and much that it has not. */
class Filters {
  constructor(private random: Random) {}

  text(depth: number, variables: string[] = []): string {
    const r = this.random;
    if (depth > 0 && r.chance(2)) {
      const join = r.of([" and ", " or "]);
      const items = Array.from({ length: 2 + r.below(3) }, () => this.text(depth - 1, variables));
      const text = items.map((i) => (/ (and|or) /.test(i) ? `(${i})` : i)).join(join);
      return r.chance(4) ? `not (${text})` : text;
    }
    if (depth > 0 && r.chance(4)) return this.lambda(depth - 1, variables);
    return this.test(variables);
  }

  private lambda(depth: number, variables: string[]): string {
    const r = this.random;
    const of = variables.find((v) => v.startsWith("u"));
    const from = !variables.length ? "" : of ? `${of}/` : "";
    if (variables.length && !of) return this.test(variables);
    const v = `${r.of(["m", "u"])}${variables.length}`;
    const path = v.startsWith("m") ? "memberships" : "teams";
    const text = `${from}${path}/${r.of(["any", "all"])}(${v}:${this.text(depth, [...variables, v])})`;
    return r.chance(3) ? `not ${text}` : text;
  }

  private test(variables: string[]): string {
    const r = this.random;
    const v = variables.at(-1);
    const text = `'${r.of(names).replaceAll("'", "''")}'`;
    const p = !v ? "" : v.startsWith("m") ? r.of([`${v}/user/`, `${v}/user/manager/`]) : "";
    const name = r.of(["displayName", "emailAddress", "manager/displayName", "nickName"]);
    return r.of([
      () => `${p}${name} ${r.of(["eq", "ne", "gt", "le"])} ${text}`,
      () => `${r.of(["contains", "startswith", "endswith"])}(${p}${name},${text})`,
      () =>
        `${r.of(["contains", "startswith"])}(tolower(${p}${name}),${r.chance(2) ? text : text.toLowerCase()})`,
      () => `not ${r.of(["contains", "startswith"])}(${p}${name},${text})`,
      () => `tolower(${p}${name}) ${r.of(["eq", "ne", "lt"])} ${text}`,
      () => `${p}nickName ${r.of(["eq", "ne"])} null`,
      () =>
        `${p}${name} in (${[text, "'b'", "'c d'"].slice(0, r.below(4)).join(",")})`,
      () => `not (${p}role in ('Admin','Member'))`,
      () => `${r.chance(2) ? "not " : ""}${p}isActive`,
      () => `${p}isActive ${r.of(["eq", "ne"])} ${r.of(["true", "false"])}`,
      () => `${p}points ${r.of(["eq", "ge", "lt"])} ${r.of(["1", "-2", "1.5", "'1'"])}`,
      () => `${r.below(9)} lt ${p}points`,
      () => `${p}points add 1 gt 2`,
      () => `${p}createdAt gt ${r.of(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456Z", "2026-01-01"])}`,
      () => `${p}${r.of(["tags", "memberships"])}/$count ${r.of(["eq", "gt"])} ${r.below(4)}`,
      () => `${r.chance(2) ? "not " : ""}${p}${r.of(["tags", "memberships"])}/any()`,
      () => `${r.chance(2) ? "not " : ""}${p}tags/${r.of(["any", "all"])}(t:t ${r.of(["eq", "ne"])} ${text})`,
      () => `${p}tags/any(t:contains(${r.chance(2) ? "tolower(t)" : "t"},${text}))`,
      () => `${p}tags/any(t:t in ('a','b'))`,
      () => `year(${p}createdAt) eq 2026`,
      () => `${p}nothing eq 1`,
      () => `not (not ${p}isActive)`,
    ])();
  }
}

test(`what is read is written with the same meaning (SEED=${seed})`, () => {
  const filters = new Filters(new Random(seed));
  let raw = 0;
  for (let n = 0; n < 5000; n++) {
    const text = filters.text(n % 5);
    const group = read(text);
    const written = print(group);
    if (JSON.stringify(group).includes('"kind":"raw"')) raw++;
    deepEqual(meaning(parse(written)), meaning(parse(text)), `SEED=${seed}: ${text}\n→ ${written}`);
    deepEqual(brief(read(written)), brief(group), `SEED=${seed}: ${text}\n→ ${written}`);
  }
  ok(raw > 500 && raw < 4500, `${raw} of 5000 filters have conditions as text`);
});

/** Draws conditions as the builder makes them. */
class Builders {
  constructor(private random: Random) {}

  group(s: Scope, depth: number): Group {
    const r = this.random;
    const items = Array.from({ length: 1 + r.below(3) }, (): Condition => {
      if (depth > 0 && r.chance(4)) return this.group(s, depth - 1);
      return this.rule(s, depth);
    });
    return newGroup(items, r.of(["and", "or"]), r.chance(5));
  }

  private rule(s: Scope, depth: number): Rule {
    const r = this.random;
    const of = (kind: Subject["kind"][]): Subject[] =>
      subjectsOf(s.types, s.type!)
        .flatMap((g) => g.subjects)
        .filter((x) => kind.includes(x.kind));
    const subject = r.of(of(depth > 0 ? ["one", "list", "many"] : ["one", "list"]));
    let rule = withOperator(s, ruleFor(s, subject), r.of(operatorsOf(subject)));
    if (rule.group) rule = { ...rule, group: this.group(innerScope(s, rule), depth - 1) };
    else if (!rule.values.length)
      rule = { ...rule, values: [this.value(subject), this.value(subject)].slice(0, 1 + r.below(2)) };
    return { ...rule, exact: r.chance(2) ? rule.exact : !rule.exact };
  }

  private value(s: Subject): string {
    const r = this.random;
    const value =
      {
        "Edm.String": r.of(names),
        "Edm.Guid": guid,
        "Edm.DateTimeOffset": "2026-01-01T00:00:00Z",
        "Edm.Date": "2026-01-01",
        "Edm.Boolean": "true",
      }[s.type] ?? String(r.below(100));
    return r.chance(10) ? "?" : value;
  }
}

test(`what the builder writes is read as conditions, never as text (SEED=${seed})`, () => {
  const builders = new Builders(new Random(seed));
  let written = 0;
  for (let n = 0; n < 5000; n++) {
    const text = print(builders.group(scope, n % 4));
    if (text === "") continue;
    written++;
    const group = read(text);
    ok(!JSON.stringify(group).includes('"kind":"raw"'), `SEED=${seed}: ${text}\n→ ${JSON.stringify(brief(group))}`);
    equal(print(group), text.length ? print(read(print(group))) : "");
    deepEqual(meaning(parse(print(group))), meaning(parse(text)), `SEED=${seed}: ${text}\n→ ${print(group)}`);
  }
  ok(written > 4000, `${written} of 5000 were written`);
});

test("knows values by their type", () => {
  for (const [type, good, bad] of [
    ["Edm.Int32", "-12", "1.5"],
    ["Edm.Double", "1.5e3", "x"],
    ["Edm.Guid", guid, "1"],
    ["Edm.Date", "2026-01-01", "2026"],
    ["Edm.DateTimeOffset", "2026-01-01T10:00:00+02:00", "2026-01-01"],
    ["Edm.Boolean", "true", "yes"],
    ["Edm.String", "", undefined],
  ] as const) {
    equal(isValue(type, good), true, `${type} ${good}`);
    if (bad !== undefined) equal(isValue(type, bad), false, `${type} ${bad}`);
  }
});
