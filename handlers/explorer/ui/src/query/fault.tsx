import type { Fault } from "../model/sketch";

/** A fault at its place. */
export function FaultText({ fault }: { fault: Fault }) {
  return <p>{fault.message}</p>;
}
