// The colours of a query's text.
import { HighlightStyle, StreamLanguage, syntaxHighlighting, tags } from "codemirror";

interface State {
  /** In a string that began on a line before. */
  quoted: boolean;
}

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i;
const moment = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?/i;
const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?/i;
const operator = /^(?:eq|ne|gt|ge|lt|le|in|has|and|or|not|add|sub|mul|div|divby|mod|asc|desc)\b/i;
const constant = /^(?:true|false|null|INF|NaN)\b/;

export const odata = StreamLanguage.define<State>({
  name: "odata",
  startState: () => ({ quoted: false }),
  token(stream, state) {
    if (state.quoted || stream.peek() === "'") {
      if (!state.quoted) stream.next();
      state.quoted = stream.match(/^(?:[^']|'')*'/) === null;
      if (state.quoted) stream.skipToEnd();
      return "string";
    }
    if (stream.eatSpace()) return null;
    if (stream.sol() || /^\s*&?\s*$/.test(stream.string.slice(0, stream.pos))) {
      if (stream.match(/^&/)) return "punctuation";
      if (stream.match(/^[$@]?[\w.-]+(?=\s*=)/)) return "keyword";
    }
    if (stream.match(guid) || stream.match(moment) || stream.match(number)) return "number";
    if (stream.match(/^\$\w+(?=\s*=)/)) return "keyword";
    if (stream.match(operator)) return "operatorKeyword";
    if (stream.match(constant)) return "atom";
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_.]*(?=\()/u)) return "function";
    if (stream.match(/^[$@]?[\p{L}_][\p{L}\p{N}_]*/u)) return "propertyName";
    stream.next();
    return "punctuation";
  },
  tokenTable: { function: tags.function(tags.name) },
});

/** Colours by the variables of the page's theme. */
export const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.keyword, color: "var(--accent-strong)", fontWeight: "600" },
    { tag: [tags.operatorKeyword, tags.function(tags.name)], color: "var(--code-keyword)" },
    { tag: tags.string, color: "var(--code-string)" },
    { tag: [tags.number, tags.atom], color: "var(--code-number)" },
    { tag: tags.punctuation, color: "var(--muted)" },
    { tag: tags.propertyName, color: "var(--text)" },
  ]),
);
