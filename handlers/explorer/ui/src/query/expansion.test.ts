import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { optionOf, otherOptions, printExpand, readExpand, withOption } from "./expansion";

const nested =
  "memberships($filter=createdAt gt 2026-01-01T00:00:00Z;$levels=2;$expand=team($select=name;$expand=users($top=1)))";

test("reads navigations with their options and writes them as they were", () => {
  for (const text of [
    nested,
    `manager,${nested}`,
    "*",
    "teams/$ref,teams/$count",
    "a($filter=x eq ';)')",
    "broken(",
    "a($count)",
  ]) {
    equal(printExpand(readExpand(text)), text);
  }
  const [item] = readExpand(nested);
  equal(item!.path, "memberships");
  equal(optionOf(item!, "$expand"), "team($select=name;$expand=users($top=1))");
  equal(optionOf(item!, "$top"), "");
  deepEqual(otherOptions(item!), [["$levels", "2"]]);
});

test("sets options where they belong and leaves the others", () => {
  const [item] = readExpand(nested);
  equal(
    printExpand([withOption(withOption(item!, "$select", "createdAt"), "$orderby", "createdAt desc")]),
    nested.replace(";$levels=2", ";$orderby=createdAt desc;$levels=2").replace(/\)$/, ";$select=createdAt)"),
  );
  equal(
    printExpand([withOption(item!, "$expand", "")]),
    "memberships($filter=createdAt gt 2026-01-01T00:00:00Z;$levels=2)",
  );
  equal(printExpand([withOption(readExpand("a(select=x)")[0]!, "$select", "")]), "a");
  equal(printExpand([withOption(readExpand("a(SELECT=x)")[0]!, "$select", "y")]), "a(SELECT=y)");
});
