// Everything of Preact and its signals that the explorer uses, in one module: there must be one Preact only.
export * from "preact";
export * from "preact/hooks";
export { jsx, jsxs } from "preact/jsx-runtime";
export * from "@preact/signals";
