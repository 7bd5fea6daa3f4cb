// The explorer as people use it: node run.js. ROSTER names the binary, CHROMIUM the browser.
import { after, describe } from 'node:test';
import { readdirSync } from 'node:fs';
import { endAll } from './rig/browser.js';

const folder = new URL('./tests/', import.meta.url);
const wanted = process.argv.slice(2);
for (const file of readdirSync(folder).sort()) {
  const name = file.replace(/\.js$/, '');
  if (wanted.length === 0 || wanted.includes(name)) {
    const { default: suite } = await import(new URL(file, folder));
    describe(name, suite);
  }
}
after(endAll);
