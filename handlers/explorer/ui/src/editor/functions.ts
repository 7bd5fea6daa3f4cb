// The functions of the query language that completion offers, as snippets.

/** name → what its parentheses hold, and what it gives. */
export const functions: Record<string, readonly [parameters: string, about: string]> = {
  contains: ["text, part", "the text has the part"],
  startswith: ["text, start", "the text starts so"],
  endswith: ["text, end", "the text ends so"],
  tolower: ["text", "the text in lower case"],
  toupper: ["text", "the text in upper case"],
  length: ["text", "number of characters"],
  indexof: ["text, part", "where the part begins, from 0; -1 without it"],
  substring: ["text, from", "the text from there on"],
  concat: ["text, text", "both texts, joined"],
  trim: ["text", "the text without blanks around it"],
  year: ["date", "year"],
  month: ["date", "month, 1 to 12"],
  day: ["date", "day of the month"],
  hour: ["time", "hour, 0 to 23"],
  minute: ["time", "minute"],
  second: ["time", "second"],
  date: ["moment", "the day of a moment, in UTC"],
  time: ["moment", "the time of day of a moment, in UTC"],
  now: ["", "this moment"],
  round: ["number", "the nearest whole number"],
  floor: ["number", "rounded down"],
  ceiling: ["number", "rounded up"],
  cast: ["value, type", "the value as another type"],
  hassubset: ["list, part", "the list has all of the part"],
};

export const operators: Record<string, string> = {
  eq: "is equal to",
  ne: "is not equal to",
  gt: "is greater than",
  ge: "is greater than or equal to",
  lt: "is less than",
  le: "is less than or equal to",
  in: "is one of a list",
  and: "both hold",
  or: "one of both holds at least",
};

/** The options of a query, and of an expanded navigation. */
export const options: Record<string, string> = {
  $filter: "only rows for which this holds",
  $select: "only these columns",
  $expand: "related entities along with each row",
  $orderby: "the order of rows",
  $top: "at most so many rows",
  $skip: "leave out the first rows",
  $count: "the number of all rows, too",
  $compute: "values worked out, by a name of their own",
  $format: "json or another format",
};
