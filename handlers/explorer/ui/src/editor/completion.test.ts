import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { types } from "../test/model";
import { completionsAt } from "./completion";

/** The proposals at the | of the text, and the word that they replace. */
function at(marked: string): { labels: string[]; word: string; inserts: (string | undefined)[] } {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { from, proposals } = completionsAt(text, cursor, types, "User");
  return {
    labels: proposals.map((p) => p.label),
    word: text.slice(from, cursor),
    inserts: proposals.map((p) => p.insert),
  };
}

const cases: [text: string, among: string[], not: string[], word?: string][] = [
  ["|", ["$filter", "$select"], ["displayName"], ""],
  ["$fi|", ["$filter"], [], "$fi"],
  ["$filter=isActive\n&|", ["$select", "$top"], ["$filter"], ""],
  ["$filter=isActive\n&$or|", ["$orderby"], ["$filter"], "$or"],
  ["$filter=|", ["displayName", "manager", "contains", "not"], ["eq", "desc"], ""],
  ["$filter=dis|", ["displayName"], ["eq"], "dis"],
  ["$filter=displayName |", ["eq", "in", "and"], ["displayName"], ""],
  ["$filter=displayName e|", ["eq"], ["emailAddress"], "e"],
  ["$filter=isActive and |", ["displayName"], ["eq"]],
  ["$filter=isActive\n  and |", ["displayName"], ["eq"]],
  ["$filter=manager/|", ["displayName", "manager"], ["contains"], ""],
  ["$filter=manager/dis|", ["displayName"], [], "dis"],
  ["$filter=memberships/|", ["any", "all", "$count"], ["displayName"], ""],
  ["$filter=tags/|", ["any", "$count"], []],
  ["$filter=memberships/any(|", [], ["displayName"]],
  ["$filter=memberships/any(m:|", ["m", "displayName"], []],
  ["$filter=memberships/any(m:m/|", ["createdAt", "team"], ["displayName"]],
  ["$filter=memberships/any(m:m/team/|", ["name", "tags"], ["displayName"]],
  ["$filter=memberships/any(m:m/team/users/any(u:u/|", ["displayName"], ["name"]],
  ["$filter=memberships/any(m:m/team/name eq 'x') and |", ["displayName"], ["m"]],
  ["$filter=role eq |", ["Admin", "displayName"], []],
  ["$filter=role eq 'Ad|", ["Admin", "Member"], ["displayName"], "Ad"],
  ["$filter=role in ('Admin',|", ["Member"], []],
  ["$filter=role in ('Admin','|", ["Member"], [], ""],
  ["$filter=contains(|", ["displayName", "tolower"], ["eq"]],
  ["$filter=contains(displayName,'|", [], ["displayName"]],
  ["$filter=contains(displayName,'x') |", ["and", "or"], ["displayName"]],
  ["$filter=isActive eq |", ["true", "false"], []],
  ["$filter=nickName eq |", ["null"], []],
  ["$filter=manager/role eq '|", ["Admin"], []],
  ["$orderby=|", ["displayName"], ["desc"]],
  ["$orderby=displayName |", ["desc", "asc"], ["displayName"]],
  ["$orderby=displayName desc,|", ["createdAt"], ["desc"]],
  ["$select=displayName,|", ["role", "*"], ["memberships"]],
  ["$expand=|", ["memberships", "manager"], ["displayName"]],
  ["$expand=memberships(|", ["$select", "$expand"], ["$format", "createdAt"]],
  ["$expand=memberships($select=|", ["createdAt"], ["displayName"]],
  ["$expand=memberships($select=createdAt;|", ["$filter"], ["$select"]],
  ["$expand=memberships($expand=|", ["team", "user"], ["memberships"]],
  ["$expand=memberships($expand=team($filter=|", ["name"], ["displayName", "createdAt"]],
  ["$expand=memberships($expand=team;$orderby=|", ["createdAt"], ["name"]],
  ["$expand=memberships,|", ["teams"], ["$select"]],
  ["$count=|", ["true"], []],
  ["$top=|", [], ["true"]],
  ["$filter=is|Active\n&$top=5", ["isActive"], ["$select"], "is"],
];

for (const [text, among, not, word] of cases) {
  test(`completes ${JSON.stringify(text)}`, () => {
    const got = at(text);
    for (const label of among) ok(got.labels.includes(label), `${label} is missing among ${got.labels.join(" ")}`);
    for (const label of not) ok(!got.labels.includes(label), `${label} is among ${got.labels.join(" ")}`);
    if (word !== undefined) equal(got.word, word);
  });
}

test("writes what is missing, too", () => {
  deepEqual(at("$filter=role eq '|").inserts, ["Admin'", "Member'"]);
  ok(at("$filter=role eq |").inserts.includes("'Admin'"));
  ok(at("$filter=isActive\n|").inserts.includes("&$top="));
  ok(at("$filter=isActive\n&|").inserts.includes("$top="));
  ok(at("$filter=memberships/any(m:m/user/teams/|").inserts.includes("any(t:t/${})"));
  ok(at("$filter=memberships/any(m:m/user/memberships/|").inserts.includes("any(m2:m2/${})"));
  ok(at("$filter=tags/|").inserts.includes("any(t:t${})"));
});

test("has an answer at every place of any text", () => {
  const text =
    "$filter=contains(tolower(a/b),'x''y') and m/any(x:x/c eq 5 or not (d in ('e','f')))" +
    "\n&$expand=g($select=h;$expand=i(";
  for (let cursor = 0; cursor <= text.length; cursor++) {
    const { from } = completionsAt(text, cursor, types, "User");
    ok(from <= cursor && from >= 0);
  }
});
