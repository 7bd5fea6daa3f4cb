// Every page for everybody: WCAG A and AA in both themes, narrow windows, people who want no motion.
import assert from 'node:assert/strict';
import { eventually, scenario, seen } from '../rig/browser.js';
import { accessible } from '../rig/axe.js';

const wait = {
  grid: (page) => seen(page.getByRole('gridcell').first()),
};

/** The main pages: address, and what shows that it is there. */
const pages = {
  sets: ['/explore/', (page) => seen(page.getByRole('region', { name: 'Users', exact: true }))],
  query: ["/explore/Users?$filter=isActive and (role eq 'FullAdmin' or contains(lastName,'a'))&$orderby=lastName&$top=4", wait.grid],
  nothing: ["/explore/Users?$filter=lastName eq 'nobody'", (page) => seen(page.getByText('Nothing matches the filter'))],
  nested: ['/explore/Users?$expand=memberships($expand=team)&$top=4', async (page) => {
    await page.locator('[aria-expanded=false]').filter({ hasText: /^\d+: / }).first().click();
    await seen(page.getByRole('region', { name: 'memberships' }));
  }],
  entity: ["/explore/Users(emailAddress='ada.abbott@thornfield.example')", (page) => seen(page.getByText('Leads to'))],
};

const themes = ['light', 'dark'];

export default function () {
  for (const colorScheme of themes) {
    scenario(`sign-in, ${colorScheme}`, { colorScheme }, async ({ page }) => {
      await page.goto('/explore/');
      await page.getByText('Where do I get a key?').click();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await seen(page.getByText('Paste an API key.'));
      await accessible(page, 'sign-in');
    });

    scenario(`pages, ${colorScheme}`, { as: 'admin', colorScheme }, async ({ page }) => {
      for (const [name, [address, ready]] of Object.entries(pages)) {
        await page.goto(address);
        await ready(page);
        await accessible(page, name);
      }
    });

    scenario(`chart, menus and dialogs, ${colorScheme}`, { as: 'admin', colorScheme }, async ({ page }) => {
      await page.goto('/explore/Users?$top=4');
      await wait.grid(page);
      await page.getByRole('gridcell').nth(3).click();
      await seen(page.getByRole('menu'));
      await accessible(page, 'cell menu');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Export' }).click();
      await seen(page.getByRole('dialog'));
      await accessible(page, 'export');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await seen(page.getByRole('dialog', { name: 'Help' }));
      await accessible(page, 'help');
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await seen(page.getByRole('dialog', { name: 'Find' }));
      await accessible(page, 'find');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Chart' }).click();
      await seen(page.getByRole('table'));
      await accessible(page, 'chart');
    });

    scenario(`details, ${colorScheme}`, { as: 'admin', colorScheme }, async ({ page }) => {
      await page.goto('/explore/Users?$expand=memberships&$top=2');
      await wait.grid(page);
      await page.getByRole('button', { name: 'Details' }).click();
      const tabs = page.getByRole('tablist', { name: 'Details' }).getByRole('tab');
      const names = await tabs.allInnerTexts();
      assert.deepEqual(names, ['Row', 'Code', 'Response', 'Schema', 'SQL']);
      for (const name of names) {
        await page.getByRole('tab', { name }).click();
        await eventually(async () => assert.ok((await page.getByRole('tabpanel').innerText()).length > 40));
        await accessible(page, name);
      }
    });
  }

  scenario('no page is wider than a phone', { as: 'admin', width: 390, height: 844 }, async ({ page }) => {
    for (const [name, [address, ready]] of Object.entries(pages)) {
      await page.goto(address);
      await ready(page);
      const [wide, has] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= has, `${name} is ${wide} wide of ${has}`);
    }
  });

  scenario('nothing moves for those who want no motion', { as: 'admin', reducedMotion: 'reduce' }, async ({ page }) => {
    await page.goto('/explore/');
    await seen(page.getByRole('heading', { name: 'Users' }));
    await page.keyboard.press('?');
    await seen(page.getByRole('dialog'));
    const moving = () => document.getAnimations().filter((a) => {
      const { duration, iterations } = a.effect.getTiming();
      return Number(duration) > 1 && iterations > 0;
    }).length;
    assert.equal(await page.evaluate(moving), 0);
    await page.goto('/explore/Users');
    await wait.grid(page);
    assert.equal(await page.evaluate(moving), 0);
  });
}
