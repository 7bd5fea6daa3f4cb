// Every page for everybody: WCAG A and AA in both themes, narrow windows, people who want no motion.
import assert from 'node:assert/strict';
import { eventually, gone, scenario, seen } from '../rig/browser.js';
import { accessible } from '../rig/axe.js';

const wait = {
  grid: (page) => seen(page.getByRole('gridcell').first()),
  query: (page) => seen(page.getByRole('group', { name: /^Condition: / }).first()),
  form: (page) => seen(page.getByRole('button', { name: /^(Create or update|Save changes|Add to the team)$/ })),
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
  parts: ["/explore/Users?$filter=tags/any(t:t eq 'AE') and memberships/any(m:m/team/name eq 'x') or createdAt ge 2026-01-01T00:00:00Z&$top=2",
    async (page) => {
      await wait.query(page);
      for (const part of ['Columns', 'Expand', 'Sort', 'Limit']) {
        await page.getByRole('region', { name: 'Query' }).getByRole('button', { name: new RegExp(`^${part}`) }).click();
      }
      await page.getByRole('checkbox', { name: /^memberships/ }).check();
      await page.getByRole('button', { name: /^Options of memberships/ }).click();
      await page.getByRole('button', { name: 'Sort by' }).first().click();
      await seen(page.getByRole('region', { name: 'Limit' }));
    }],
  wrong: ["/explore/Users?$filter=emialAddress eq 'x'", (page) => seen(page.getByRole('button', { name: 'Use emailAddress' }))],
  absent: ['/explore/Users(00000000-0000-7000-8000-000000000000)', (page) => seen(page.getByText('There is nothing at this address'))],
  'write a user': ['/explore/-/write/user', wait.form],
  'write a team': ['/explore/-/write/team', wait.form],
  'write a membership': ['/explore/-/write/member', async (page) => {
    await wait.form(page);
    await page.getByRole('button', { name: 'Add to the team' }).click();
    await seen(page.getByRole('alert'));
    await page.getByRole('combobox', { name: 'User' }).fill('Ada');
    await seen(page.getByRole('option').first());
  }],
  profile: ['/explore/-/profile', (page) => seen(page.getByRole('table', { name: 'Keys' }))],
  'Power BI': ['/explore/-/profile/power-bi', (page) => seen(page.getByText('Good to know'))],
  entity: ["/explore/Users(emailAddress='ada.abbott@thornfield.example')", (page) => seen(page.getByText('Leads to'))],
};

/** Closes what is open, and waits until it is. */
async function leave(page) {
  await page.keyboard.press('Escape');
  await gone(page.getByRole('dialog'));
  await gone(page.getByRole('menu'));
}

const themes = ['light', 'dark'];

/** The scenarios have nothing to do with one another. */
export const concurrency = 2;

export default function () {
  for (const colorScheme of themes) {
    scenario(`sign-in, ${colorScheme}`, { colorScheme }, async ({ page }) => {
      await page.goto('/explore/');
      await page.getByText('Where do I get a key?').click();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await seen(page.getByText('Paste an API key.'));
      await accessible(page, 'sign-in');
    });

    scenario(`pages, ${colorScheme}`, { as: 'admin', colorScheme, expects: [/400/, /404/] }, async ({ page }) => {
      for (const [name, [address, ready]] of Object.entries(pages)) {
        await page.goto(address);
        await ready(page);
        await accessible(page, name);
      }
    });

    scenario(`editor and keys, ${colorScheme}`, { as: 'admin', colorScheme }, async ({ page }) => {
      await page.goto("/explore/Teams?$filter=contains(name,'a')&$top=2");
      await wait.grid(page);
      await page.getByRole('button', { name: 'Text' }).click();
      await page.getByRole('textbox', { name: /^Query as text/ }).press('Control+End');
      await page.keyboard.type('\n&$orderby=na');
      await seen(page.getByRole('option').first());
      await accessible(page, 'completion');
      await page.goto('/explore/-/profile');
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('It ends').selectOption({ label: 'on a day that I choose' });
      await page.getByRole('button', { name: 'Make the key' }).click();
      await seen(page.getByText('Choose a day'));
      await accessible(page, 'new key');
      await leave(page);
      await page.getByRole('button', { name: /^Revoke / }).first().click();
      await seen(page.getByRole('dialog'));
      await accessible(page, 'revoke');
    });

    scenario(`chart, menus and dialogs, ${colorScheme}`, { as: 'admin', colorScheme }, async ({ page }) => {
      await page.goto('/explore/Users?$top=4');
      await wait.grid(page);
      await page.getByRole('gridcell').nth(3).click();
      await seen(page.getByRole('menu'));
      await accessible(page, 'cell menu');
      await leave(page);
      await page.getByRole('button', { name: 'Export' }).click();
      await seen(page.getByRole('dialog'));
      await accessible(page, 'export');
      await leave(page);
      await page.keyboard.press('?');
      await seen(page.getByRole('dialog', { name: 'Help' }));
      await accessible(page, 'help');
      await leave(page);
      await page.keyboard.press('/');
      await seen(page.getByRole('dialog', { name: 'Find' }));
      await accessible(page, 'find');
      await leave(page);
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

  scenario('no page is wider than a phone', { as: 'admin', width: 390, height: 844, expects: [/400/, /404/] }, async ({ page }) => {
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

  scenario('the skip link leads to the content', { as: 'read' }, async ({ page }) => {
    await page.goto('/explore/Users?$top=3');
    await seen(page.getByRole('gridcell').first());
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'main'));
    await seen(page.getByRole('gridcell').first());
  });
}
