// The entity sets.
import assert from 'node:assert/strict';
import { eventually, scenario, seen } from '../rig/browser.js';

const sets = { Users: 'systemUserId', Teams: 'teamId', TeamMembers: 'teamId' };

export default function () {
  scenario('every set has its number of rows, properties and ways on', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/');
    const csdl = await (await roster.ask('/odata/v4/$metadata')).text();
    for (const [set, key] of Object.entries(sets)) {
      const count = (await roster.count(set)).toLocaleString('en-GB');
      await eventually(async () => {
        const short = page.getByRole('list', { name: 'Entity sets in short' }).getByRole('listitem');
        assert.ok((await short.allInnerTexts()).some((t) => t.startsWith(`${set}\n${count}\n`)));
      });
      const link = page.getByRole('navigation', { name: 'Entity sets' }).getByRole('link', { name: set, exact: false });
      assert.ok((await link.allInnerTexts()).some((t) => t.replace(/\s+/g, ' ').trim() === `${set} ${count}`));
      const type = new RegExp(`<EntityType Name="${set.slice(0, -1)}"[^]*?</EntityType>`).exec(csdl)[0];
      const region = page.getByRole('region', { name: set, exact: true });
      const names = await region.getByRole('rowheader').locator('code').allInnerTexts();
      assert.deepEqual(names, [...type.matchAll(/<Property Name="(\w+)"/g)].map((m) => m[1]));
      await seen(region.getByRole('row', { name: new RegExp(`^${key} ?key`) }));
      const ways = await region.getByRole('listitem').getByRole('link').allInnerTexts();
      assert.deepEqual(ways.map((w) => w.trim()),
        [...type.matchAll(/<NavigationProperty Name="(\w+)"/g)].map((m) => m[1]));
    }
    const email = page.getByRole('region', { name: 'Users', exact: true }).getByRole('row', { name: /^emailAddress/ });
    const [first] = (await roster.json('/odata/v4/Users?$top=1')).value;
    await seen(email.getByText(first.emailAddress, { exact: true }));
    await seen(email.getByText('≤ 254'));
    await seen(page.getByRole('row', { name: /^role/ }).getByText('LimitedAdmin', { exact: true }).first());
  });

  scenario('finds pages by name', { as: 'read' }, async ({ page }) => {
    await page.goto('/explore/');
    await seen(page.getByRole('heading', { name: 'Users' }));
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: /^Find/ }).fill('users managedteams');
    await seen(page.getByRole('option', { name: /Users with managedTeams/ }));
    await page.keyboard.press('Enter');
    await seen(page.getByRole('grid', { name: /Users/ }));
    assert.equal(new URL(page.url()).search, '?$expand=managedTeams');
  });

  scenario('is found by keys', { as: 'admin' }, async ({ page }) => {
    await page.goto('/explore/');
    await seen(page.getByRole('heading', { name: 'Users' }));
    await page.keyboard.type('gt');
    await seen(page.getByRole('grid', { name: /Teams/ }));
    await page.keyboard.press('?');
    await seen(page.getByRole('dialog', { name: 'Help' }));
    await page.keyboard.press('Escape');
    await page.keyboard.type('gh');
    await seen(page.getByRole('heading', { level: 1, name: 'Thornfield Sales' }));
  });
}
