// WCAG A and AA, as far as a program can tell. The policy of the pages forbids scripts of others, so that axe comes
// in by the debugger.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** How many pages were looked at. */
export let looked = 0;

export async function accessible(page, what) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source);
  const violations = await page.evaluate(async (values) => {
    const { violations: found } = await axe.run(document, {
      runOnly: { type: 'tag', values }, resultTypes: ['violations'],
    });
    return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 200)}: ${n.failureSummary}`));
  }, tags);
  looked += 1;
  assert.deepEqual(violations, [], what);
}
