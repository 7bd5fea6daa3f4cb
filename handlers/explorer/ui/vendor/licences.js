// Writes the licences of all bundled packages into one file: node licences.js > licences.txt
import { existsSync, readFileSync, readdirSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url)));
const parts = ["The explorer's scripts hold code of these packages:\n"];
for (const [path, about] of Object.entries(lock.packages)) {
  if (!path || about.dev) continue;
  const folder = new URL(path + "/", import.meta.url);
  const name = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  if (!name || !existsSync(new URL(name, folder))) throw new Error(`${path} has no licence`);
  const title = `${path.replace("node_modules/", "")} ${about.version} (${about.license})`;
  parts.push(`${title}\n${"-".repeat(title.length)}\n\n${readFileSync(new URL(name, folder), "utf8").trim()}\n`);
}
console.log(parts.join("\n"));
