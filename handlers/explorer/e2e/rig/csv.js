/** Reads CSV as RFC 4180 has it: lines of cells. */
export function readCSV(text) {
  const lines = [];
  let line = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    const [, written, end] = found;
    line.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
