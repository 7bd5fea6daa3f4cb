// The explorer as people use it: node run.js. ROSTER names the binary, CHROMIUM the browser.
import { after, describe } from 'node:test';
import { readdirSync } from 'node:fs';
import { looked } from './rig/axe.js';
import { endAll } from './rig/browser.js';

const folder = new URL('./tests/', import.meta.url);
const wanted = process.argv.slice(2);
const suites = [];
for (const file of readdirSync(folder).sort()) {
  const name = file.replace(/\.js$/, '');
  if (wanted.length === 0 || wanted.includes(name)) suites.push([name, await import(new URL(file, folder))]);
}

describe('explorer', { concurrency: 3 }, () => {
  for (const [name, suite] of suites) describe(name, { concurrency: suite.concurrency ?? 1 }, suite.default);
  after(() => {
    console.log(`axe-core has looked at ${looked} pages`);
    return endAll();
  });
});
