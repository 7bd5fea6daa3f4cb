// What a fault's hint would make of the option.
import type { Fault } from "../model/sketch";

/** What stands in place of the text at fault; undefined where the hint is none that can be applied. */
export function replacement(fault: Fault): string | undefined {
  const named = /^(?:did you mean|write) '([^']+)'/.exec(fault.hint)?.[1];
  if (named !== undefined && fault.end > fault.start) return named;
  return /^a blank is needed before/.test(fault.hint) ? ` ${fault.source.slice(fault.start, fault.end)}` : undefined;
}

/** The option's text with the fault mended. */
export function mended(fault: Fault): string | undefined {
  const text = replacement(fault);
  return text === undefined ? undefined : fault.source.slice(0, fault.start) + text + fault.source.slice(fault.end);
}

export interface Excerpt {
  before: string;
  marked: string;
  after: string;
}

const reach = 60;

/** The text at fault with what stands around it; a long text is cut. */
export function excerptOf(fault: Fault): Excerpt {
  const { source, start, end } = fault;
  const from = start > reach + 10 ? start - reach : 0;
  const to = source.length - end > reach + 10 ? end + reach : source.length;
  return {
    before: (from ? "…" : "") + source.slice(from, start),
    marked: source.slice(start, end),
    after: source.slice(end, to) + (to < source.length ? "…" : ""),
  };
}
