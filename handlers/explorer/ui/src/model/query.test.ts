import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Random, seed } from "../test/random";
import {
  emptyQuery,
  hasWord,
  placeIn,
  printOrder,
  printQuery,
  printText,
  readOrder,
  readQuery,
  readText,
  sameQuery,
  spansOf,
  splitList,
  type Query,
} from "./query";

const q = (change: Partial<Query>): Query => ({ ...emptyQuery("Users"), ...change });

test("reads options from lines", () => {
  const query = q({ filter: "a eq 'x&$top=1' and b", top: "5", rest: [["@p", "'a=b'"]] });
  equal(printText(query), "$filter=a eq 'x&$top=1' and b\n&$top=5\n&@p='a=b'");
  deepEqual(readText("Users", printText(query)), query);
  deepEqual(
    readText("Users", "$filter=a eq 1\n   and b eq 2\n\n & $top = 5&$skip=2\n"),
    q({ filter: "a eq 1 and b eq 2", top: " 5", skip: "2" }),
  );
  deepEqual(readText("Users", "filter=a\n&ORDERBY=b"), q({ filter: "a", orderby: "b" }));
  deepEqual(readText("Users", ""), q({}));
});

test("an open string takes no further options with it", () => {
  deepEqual(readText("Users", "$filter=a eq 'x\n&$top=5"), q({ filter: "a eq 'x", top: "5" }));
  deepEqual(readText("Users", "$filter=a eq 'x\n&$top=5'"), q({ filter: "a eq 'x\n&$top=5'" }));
});

test("knows where in the text a value's units stand", () => {
  const text = "$filter=a eq 1\n   and bad eq 2\n&$orderby=worse";
  const [from, to] = placeIn(text, "$filter", "a eq 1 and bad eq 2", 11, 14)!;
  equal(text.slice(from, to), "bad");
  const [start, end] = placeIn(text, "$orderby", "worse", 0, 5)!;
  equal(text.slice(start, end), "worse");
  deepEqual(placeIn(text, "$orderby", "worse", 5, 5), [text.length, text.length]);
  equal(placeIn(text, "$orderby", "other", 0, 1), undefined);
  equal(placeIn(text, "$top", "worse", 0, 1), undefined);
  const [name, nameEnd] = placeIn("$top=1\n&$wrong", "$wrong", "$wrong", 0, 6)!;
  equal("$top=1\n&$wrong".slice(name, nameEnd), "$wrong");
});

test("splits lists outside of brackets and quotes", () => {
  deepEqual(splitList("a,b($select=c,d;$filter=x eq ',)'),  e "), ["a", "b($select=c,d;$filter=x eq ',)')", "e"]);
  deepEqual(splitList('x in ["a,b]","c\\",d"],y'), ['x in ["a,b]","c\\",d"]', "y"]);
  deepEqual(splitList("a;b(c;d)", ";"), ["a", "b(c;d)"]);
  deepEqual(splitList("it eq 'O''Neil, Ann',b"), ["it eq 'O''Neil, Ann'", "b"]);
  deepEqual(splitList(" "), []);
});

test("finds words outside of brackets and quotes", () => {
  equal(hasWord("a or b", "or"), true);
  equal(hasWord("(a or b) and c", "or"), false);
  equal(hasWord("a eq ' or ' and b", "or"), false);
  equal(hasWord("order eq 1", "or"), false);
  equal(hasWord("(a)or(b)", "or"), true);
});

test("reads and writes orders", () => {
  const orders = readOrder("tolower(name) desc,createdAt asc,id");
  deepEqual(
    orders.map((o) => o.descending),
    [true, false, false],
  );
  equal(printOrder(orders), "tolower(name) desc,createdAt,id");
});

test(`text and query say the same (SEED=${seed})`, () => {
  const random = new Random(seed);
  const pieces = [
    "a",
    " eq ",
    "'x'",
    "'O''N'",
    "'&$top=1'",
    " and ",
    "(",
    ")",
    ",",
    "+",
    "%",
    "%20",
    "ä😀",
    "&",
    "=",
    "'\n&$x=1'",
    "/",
    "#",
    "?",
  ];
  for (let n = 0; n < 3000; n++) {
    const value = (): string =>
      Array.from({ length: random.below(8) }, () => random.of(pieces))
        .join("")
        .replace(/&(?=\$)/g, "")
        .trim();
    const query = q({
      filter: value(),
      orderby: value(),
      expand: value(),
      rest: random.chance(2) ? [["@p", value() || "1"]] : [],
    });
    // A name of an option in place of a value reads as that option.
    const about = `SEED=${seed}: ${JSON.stringify(query)}`;
    equal(sameQuery(readQuery("Users", printQuery(query)), query), true, about);
    equal(sameQuery(readText("Users", printText(query)), query), true, about);
    for (const span of spansOf(printText(query))) equal(span.places.length, span.value.length + 1, about);
  }
});
