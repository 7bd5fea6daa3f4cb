// Icons of our own, drawn on a grid of 16: strokes only, in the colour of the text.
const paths = {
  users: "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.5.5 2.5 1.8 2.5 3.7",
  table: "M2 3.5h12v9H2zM2 6.5h12M6 6.5v6M10 6.5v6",
  play: "M5 3.5v9l7-4.5z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5l3.5 3.5L13 4.5",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  download: "M8 2.5v7.5M5 7.5l3 3 3-3M3 13.5h10",
  up: "M8 13V3.5M4 7l4-4 4 4",
  down: "M8 3v9.5M4 9l4 4 4-4",
  right: "M6 3.5l4.5 4.5L6 12.5",
  left: "M10 3.5L5.5 8l4.5 4.5",
  chevron: "M4 6l4 4 4-4",
  filter: "M2 3.5h12M4.5 8h7M6.5 12.5h3",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  link: "M6.5 9.5l3-3M7 4.5l1-1a3 3 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3 3 0 0 1 3.5 8l1-1",
  sort: "M5 3v10M2.5 10.5L5 13l2.5-2.5M11 13V3M8.5 5.5L11 3l2.5 2.5",
  nest: "M3 3v7.5h5M8 8l2.5 2.5L8 13M10 3.5h3",
  code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  chart: "M2.5 13.5h11M4.5 13V8.5M8 13V3.5M11.5 13V6.5",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3 3",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z",
  auto: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  help: "M6 6a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1V9.5M8 12v.1M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z",
  out: "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
  key: "M10 9a3.5 3.5 0 1 0-3.3-2.3L2 11.5V14h2.5v-2H6v-1.5l1.2-1.2A3.4 3.4 0 0 0 10 9ZM10.8 5.2v.1",
  person: "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 14c0-3 2.3-4.8 5.2-4.8s5.2 1.8 5.2 4.8",
  edit: "M10.5 3l2.5 2.5L5.5 13 2.5 13.5 3 10.5z",
  more: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6L13.5 6M13.5 2.5V6H10",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  panel: "M2 3h12v10H2zM9.5 3v10",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  bolt: "M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z",
  info: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 7.5v3.5M8 5v.1",
  warn: "M8 2L1.5 13.5h13zM8 6.5v3.5M8 11.8v.1",
  hide: "M2 2l12 12M6.4 6.5a2 2 0 0 0 2.8 2.9M4.2 4.6C2.5 5.9 1.5 8 1.5 8S4 12.5 8 12.5c1.2 0 2.2-.3 3.1-.8M7 3.6c.3-.1.7-.1 1-.1 4 0 6.5 4.5 6.5 4.5s-.6 1.1-1.7 2.2",
} as const;

export type IconName = keyof typeof paths;

/** An icon for the eye only: what it means stands beside it, or in the label of its button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
