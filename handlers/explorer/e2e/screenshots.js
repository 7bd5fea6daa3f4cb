// The pictures of README.md: node screenshots.js FOLDER. The demo's data are the same every time.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endAll, open, seen } from './rig/browser.js';
import { startRoster } from './rig/roster.js';
import { cell, grid } from './rig/table.js';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

const filter = "role ne 'Deactivated' and (contains(tolower(displayName),'an') or tags/any(t:t eq 'AE'))";

/** The pages, each with what shows that it is complete. */
const pages = {
  sets: { act: async (page) => {
    await page.goto('/explore/');
    await page.getByRole('region', { name: 'Users', exact: true }).getByText('admin@thornfield.example').first().waitFor({ state: 'attached' });
    await seen(page.getByRole('region', { name: 'TeamMembers', exact: true }).getByRole('rowheader').first());
  } },
  query: { act: async (page) => {
    await page.goto(`/explore/Users?$filter=${filter}&$orderby=tolower(lastName)&$select=displayName,emailAddress,role,tags,createdAt`);
    await seen(page.getByRole('group', { name: /^Condition/ }).first());
    await seen(grid(page));
  } },
  result: { inspector: true, act: async (page) => {
    await page.goto("/explore/Users?$filter=memberships/any() and managerId ne null&$expand=memberships($expand=team),manager&$orderby=tolower(lastName)");
    await (await cell(page, 1, 'memberships')).getByRole('button').click();
    await seen(grid(page).getByRole('region', { name: 'memberships' }));
  } },
  chart: { colorScheme: 'dark', act: async (page) => {
    await page.goto('/explore/Users?$filter=createdAt ge 2025-01-01T00:00:00Z');
    await seen(grid(page));
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByLabel('Count rows by').selectOption('role');
    await seen(page.getByRole('table').getByText('LimitedAdmin'));
  } },
  write: { act: async (page, roster) => {
    const [user] = await roster.rows("Users?$filter=emailKey eq 'ada.abbott@thornfield.example'");
    await page.goto(`/explore/-/write/user?systemUserId=${user.systemUserId}`);
    await seen(page.getByRole('button', { name: 'Save changes' }));
  } },
  'power-bi': { act: async (page) => {
    await page.goto('/explore/-/profile/power-bi');
    await seen(page.getByText('Good to know'));
  } },
};

const roster = await startRoster('127.0.0.1:8080');
for (const [width, height] of [[1440, 900], [390, 844]]) {
  for (const [name, { act, inspector = false, colorScheme = 'light' }] of Object.entries(pages)) {
    const storage = { 'roster.inspector': inspector && width > 1000 };
    await open({ roster, as: 'admin', width, height, colorScheme, reducedMotion: 'reduce', storage }, async ({ page }) => {
      await act(page, roster);
      await page.mouse.move(0, 0);
      await page.evaluate(() => document.activeElement?.blur());
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), animations: 'disabled', caret: 'hide' });
    });
  }
}
await roster.stop();
await endAll();
