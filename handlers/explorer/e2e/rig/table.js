// The table of a result, as people and screen readers find their way in it.
import { eventually } from './browser.js';
import assert from 'node:assert/strict';

export const grid = (page) => page.getByRole('grid');

/** The names over the columns. */
export const heads = (page) => grid(page).locator('> thead th').evaluateAll((all) =>
  all.map((th) => th.querySelector('button').innerText.trim()));

/** The cell of a row, counted from 0, in the column of that name. */
export async function cell(page, row, name) {
  const column = await eventually(async () => {
    const at = (await heads(page)).indexOf(name) + 1;
    assert.ok(at > 0, `no column ${name}`);
    return at;
  });
  return grid(page).locator(`[aria-rowindex="${row + 2}"] > [aria-colindex="${column}"]`);
}

/** What the cells of a column say, from the first row to the last that is there. */
export async function column(page, name) {
  const at = (await heads(page)).indexOf(name) + 1;
  assert.ok(at > 0, `no column ${name}`);
  return grid(page).locator(`[role=gridcell][aria-colindex="${at}"]`).evaluateAll((all) => all.map((c) => c.innerText.trim()));
}

/** Waits until the column says what it should. */
export const says = (page, name, expected) => eventually(async () => assert.deepEqual(await column(page, name), expected));

/** The options of the address, decoded. */
export const options = (page) => Object.fromEntries(new URL(page.url()).searchParams);
