// What people take with them: files, code, addresses. All that copies is here: there is one clipboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { eventually, gone, scenario, seen } from '../rig/browser.js';
import { readCSV } from '../rig/csv.js';
import { startRoster } from '../rig/roster.js';
import { cell, grid } from '../rig/table.js';

const options = { as: 'read' };

async function exported(page, format) {
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the whole result' });
  await dialog.getByRole('radio', { name: new RegExp(`^${format}`) }).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'), dialog.getByRole('button', { name: `Download ${format}` }).click(),
  ]);
  await gone(dialog);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** A value as a cell of a table has it, with what a spreadsheet would take for a formula made harmless. */
function cellOf(value) {
  if (value === null) return '';
  if (Array.isArray(value)) return harmless(value.join('|'));
  return typeof value === 'string' ? harmless(value) : String(value);
}

const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

export default function () {
  before(async () => {
    options.roster = await startRoster();
    const formulas = { firstName: '=HYPERLINK("http://evil.example";"x")', lastName: '+1-1', externalId: '@SUM(A1)', tags: ['-2+3', 'a,b "c"'] };
    await options.roster.post('users/upsert', { emailAddress: 'formula@thornfield.example', ...formulas });
    await options.roster.post('users/upsert', { emailAddress: 'plain@thornfield.example', firstName: 'Zoë, "Ö"', lastName: "O'Neil; x" });
  });
  after(() => options.roster.stop());

  scenario('CSV has all rows of the query', options, async ({ page, roster }) => {
    const filter = "isActive or startswith(emailAddress,'formula')";
    await page.goto(`/explore/Users?$filter=${filter}&$orderby=lastName desc`);
    await seen(grid(page));
    const { name, text } = await exported(page, 'CSV');
    assert.equal(name, 'Users.csv');
    const rows = await roster.rows(`Users?$filter=${filter}&$orderby=lastName desc`);
    assert.ok(rows.length > 1000);
    assert.equal(text.charCodeAt(0), 0xfeff, 'it begins with a byte order mark');
    assert.equal(text.charCodeAt(1) === 0xfeff, false, 'with one');
    const [head, ...lines] = readCSV(text.slice(1));
    assert.deepEqual([...head].sort(), Object.keys(rows[0]).filter((n) => !n.includes('@')).sort());
    // The last activity goes on while the test asks.
    const lasting = head.map((n) => n !== 'lastActivityAt');
    assert.deepEqual(
      lines.map((line) => line.filter((_, i) => lasting[i])),
      rows.map((row) => head.filter((_, i) => lasting[i]).map((n) => cellOf(row[n]))),
    );
    const formula = lines.find((l) => l.includes('formula@thornfield.example'));
    assert.ok(formula.includes('\'=HYPERLINK("http://evil.example";"x")'));
    for (const cell of lines.flat()) assert.ok(!/^[=+@-]/.test(cell), cell);
  });

  scenario('CSV has the chosen columns, in their order', options, async ({ page, roster }) => {
    await page.goto('/explore/Teams?$select=name,managerId,tags&$top=30&$skip=5');
    await seen(grid(page));
    const { text } = await exported(page, 'CSV');
    const [head, ...lines] = readCSV(text.slice(1));
    assert.deepEqual(head, ['name', 'managerId', 'tags']);
    const rows = await roster.rows('Teams?$select=name,managerId,tags&$top=30&$skip=5');
    assert.deepEqual(lines, rows.map((row) => head.map((n) => cellOf(row[n]))));
  });

  scenario('JSON has all rows with what is expanded', options, async ({ page, roster }) => {
    const query = "Users?$filter=role eq 'LimitedAdmin'&$expand=memberships($expand=team)";
    await page.goto(`/explore/${query}`);
    await seen(grid(page));
    const { name, text } = await exported(page, 'JSON');
    assert.equal(name, 'Users.json');
    assert.deepEqual(strip(JSON.parse(text)), strip(await roster.rows(query)));
    assert.ok(!text.includes('@odata'), 'without control information');
  });

  scenario('an export is told how far it is, and can be cancelled', options, async ({ page, context, roster }) => {
    await page.goto('/explore/TeamMembers');
    await seen(grid(page));
    let pages = 0;
    let release;
    const held = new Promise((done) => { release = done; });
    await context.route(/odata\/v4\/TeamMembers(\?|$)/, async (route) => {
      pages += 1;
      if (pages > 1) await held;
      await route.continue().catch(() => {});
    });
    let downloads = 0;
    page.on('download', () => { downloads += 1; });
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export the whole result' });
    await seen(dialog.getByText(`All ${(await roster.count('TeamMembers')).toLocaleString('en-GB')} rows`));
    await dialog.getByRole('radio', { name: /^JSON/ }).check();
    await dialog.getByRole('button', { name: 'Download JSON' }).click();
    await seen(dialog.getByRole('progressbar'));
    await eventually(async () => assert.match(await dialog.getByRole('status').innerText(), /^5,000 of 5,992 rows/));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await seen(dialog.getByRole('button', { name: 'Download JSON' }));
    release();
    assert.equal(downloads, 0);
  });

  scenario('code names the address that is shown', { ...options, storage: { 'roster.inspector': true } },
    async ({ page, context, roster }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto("/explore/Users?$filter=role eq 'FullAdmin' and contains(lastName,'ö')&$select=emailAddress,role&$top=5");
      await page.getByRole('tab', { name: 'Code' }).click();
      const panel = page.getByRole('tabpanel');
      const kinds = panel.getByLabel('As', { exact: true });
      await seen(kinds);
      const titles = await kinds.locator('option').allInnerTexts();
      assert.ok(titles.length >= 7, titles.join());
      for (const title of titles) {
        await kinds.selectOption({ label: title });
        await panel.getByRole('button', { name: `Copy as ${title}` }).click();
        const shown = panel.getByLabel(title, { exact: true });
        const copied = await eventually(async () => {
          const text = await page.evaluate(() => navigator.clipboard.readText());
          assert.equal(text.trim().replaceAll('\r', ''), (await shown.innerText()).trim());
          return text;
        });
        assert.ok(copied.includes(roster.service), `${title}: ${copied}`);
        assert.ok(copied.includes('Users'), `${title}: ${copied}`);
        assert.match(copied, /FullAdmin/, title);
        assert.doesNotMatch(copied, /rstr_[0-9A-Za-z]{36}/, title);
      }
    });

  scenario('a value is copied whole', options, async ({ page, context, roster }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/explore/Users?$select=emailAddress,systemUserId&$top=1');
    const id = (await roster.rows('Users?$top=1'))[0].systemUserId;
    const guid = await cell(page, 0, 'systemUserId');
    const box = await guid.boundingBox();
    await guid.click({ position: { x: box.width - 4, y: box.height / 2 } });
    await page.getByRole('menuitem', { name: 'Copy the value' }).click();
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id));
  });

  scenario('the address of the data and of the page are copied', options, async ({ page, context, roster }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const query = 'Teams?$top=3&$orderby=name';
    await page.goto(`/explore/${query}`);
    await seen(grid(page));
    for (const [item, base] of [['Copy the URL of the data', roster.service], ['Copy a link to this page', roster.explorer]]) {
      await page.getByRole('button', { name: 'Hand on' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await eventually(async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        assert.ok(text.startsWith(`${base}Teams?`), text);
      });
    }
  });
}

/** Rows without control information, and without the last activity, which goes on while the test asks. */
function strip(value) {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([n]) => !n.includes('@') && n !== 'lastActivityAt').map(([n, v]) => [n, strip(v)]));
}
