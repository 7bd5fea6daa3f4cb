import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../model/sketch";
import { excerptOf, mended, replacement } from "./fix";

const fault = (source: string, start: number, end: number, hint: string): Fault => ({
  code: "",
  message: "",
  target: "$filter",
  source,
  start,
  end,
  hint,
});

test("applies hints", () => {
  equal(mended(fault("emialAddress eq 'x'", 0, 12, "did you mean 'emailAddress'?")), "emailAddress eq 'x'");
  equal(mended(fault("a = 1", 2, 3, "write 'eq'")), "a eq 1");
  equal(mended(fault("a || b", 2, 4, "write 'or'; concat(a,b) joins strings")), "a or b");
  equal(mended(fault("1eq 1", 1, 3, "a blank is needed before 'eq'")), "1 eq 1");
  equal(replacement(fault("x", 0, 1, "strings stand in single quotes: 'text'")), undefined);
  equal(mended(fault("x eq ", 5, 5, "did you mean 'y'?")), undefined);
});

test("shows the place, and of a long text what is near", () => {
  deepEqual(excerptOf(fault("a bad b", 2, 5, "")), { before: "a ", marked: "bad", after: " b" });
  const long = `${"x".repeat(200)}bad${"y".repeat(200)}`;
  deepEqual(excerptOf(fault(long, 200, 203, "")), {
    before: `…${"x".repeat(60)}`,
    marked: "bad",
    after: `${"y".repeat(60)}…`,
  });
});
