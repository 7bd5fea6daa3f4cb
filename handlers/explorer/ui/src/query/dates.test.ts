import { equal } from "node:assert/strict";
import { test } from "node:test";
import { toLocal, toUTC } from "./dates";

test("moments go to local time and back", () => {
  for (const text of ["2026-01-01T00:00:00Z", "2026-07-01T12:34:56Z", "1999-12-31T23:59:59Z", "2026-03-29T01:30:00Z"]) {
    equal(toUTC(toLocal(text)), text);
  }
  equal(toUTC(toLocal("2026-01-01T02:00:00+02:00")), "2026-01-01T00:00:00Z");
  equal(toLocal("x"), "");
  equal(toUTC(""), "");
});
