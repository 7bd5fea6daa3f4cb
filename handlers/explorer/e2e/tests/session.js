// Coming in, and going out again.
import assert from 'node:assert/strict';
import { eventually, reads, scenario, seen, shared } from '../rig/browser.js';

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

/** Whether the key is anywhere that a script could find it. */
const traces = (page, key) => page.evaluate((k) => {
  const fields = [...document.querySelectorAll('input')].map((i) => i.value);
  const places = {
    storage: JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }),
    cookie: document.cookie,
    page: document.documentElement.outerHTML + fields.join(),
    address: location.href + JSON.stringify(history.state),
  };
  return Object.keys(places).filter((p) => places[p].includes(k));
}, key);

export default function () {
  scenario('a wrong key is told, the right one signs in, and no script can find it', { expects: [/401/] },
    async ({ page, context, roster }) => {
      await page.goto('/');
      await seen(heading(page, 'Sign in to Roster'));
      assert.equal(new URL(page.url()).pathname, '/explore/');
      const field = page.getByLabel('API key');
      await eventually(async () => assert.ok(await field.evaluate((f) => f === document.activeElement)));
      await page.keyboard.press('Enter');
      await seen(page.getByText('Paste an API key.'));
      await field.fill(`${roster.adminKey.slice(0, -2)}00`);
      await page.keyboard.press('Enter');
      await reads(page.locator('.field .error, [role=alert]').first(), /key/i);
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.deepEqual(await context.cookies(), []);

      await field.fill(roster.adminKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await seen(heading(page, 'Thornfield Sales'));
      const [cookie, ...others] = await context.cookies();
      assert.equal(others.length, 0);
      assert.equal(cookie.httpOnly, true);
      assert.equal(cookie.sameSite, 'Strict');
      assert.ok(!cookie.value.includes(roster.adminKey));
      assert.deepEqual(await traces(page, roster.adminKey), []);
    });

  scenario('signing out ends the session', { as: 'admin', expects: [] }, async ({ page, context, roster }) => {
    await page.goto('/explore/');
    await page.getByRole('button', { name: /profile, sign out/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await seen(heading(page, 'Sign in to Roster'));
    await seen(page.getByText('You are signed out.'));
    assert.deepEqual(await context.cookies(), []);
    const told = await context.request.get(`${roster.explorer}api/session`);
    assert.equal((await told.json()).signedIn, false);
    await page.reload();
    await seen(heading(page, 'Sign in to Roster'));
  });

  scenario('the link of the demo signs in once', {}, async ({ page, context, roster }) => {
    await page.goto(roster.link);
    await seen(heading(page, 'Thornfield Sales'));
    assert.equal(new URL(page.url()).pathname, '/explore/');
    const session = await (await context.request.get(`${roster.explorer}api/session`)).json();
    assert.equal(session.can.admin, true);
    await context.clearCookies();
    await page.goto(roster.link);
    await seen(heading(page, 'Sign in to Roster'));
    await seen(page.getByText('That link has been used'));
    assert.deepEqual(await context.cookies(), []);
  });

  const query = "$filter=role eq 'LimitedAdmin'&$orderby=emailAddress&$select=emailAddress,role";
  const address = `/odata/v4/Users?${encodeURI(query)}`;
  const shows = async (page, roster) => {
    const expected = await roster.rows(`Users?${query}`);
    assert.ok(expected.length > 3);
    await eventually(async () => {
      const cells = await page.getByRole('gridcell').allInnerTexts();
      assert.deepEqual(cells.filter((_, i) => i % 2 === 0), expected.slice(0, 100).map((r) => r.emailAddress));
    });
    const now = new URL(page.url());
    assert.equal(now.pathname, '/explore/Users');
    assert.equal(new URLSearchParams(now.search).get('$filter'), "role eq 'LimitedAdmin'");
    assert.equal(new URLSearchParams(now.search).get('$orderby'), 'emailAddress');
  };

  scenario('an address of the service opens in the explorer with a session', { as: 'read' },
    async ({ page, roster }) => {
      await page.goto(address);
      await shows(page, roster);
    });

  scenario('without a session it asks for a key and goes on there', { expects: [/401/] }, async ({ page, roster }) => {
    const answer = await page.goto(address);
    assert.equal(answer.status(), 401);
    await page.getByLabel('API key').fill(roster.readKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await shows(page, roster);
  });

  scenario('clients that are no browsers get JSON, with $format=json browsers as well', { as: 'read' },
    async ({ page }) => {
      const roster = await shared();
      const json = await roster.json('/odata/v4/Users?$top=1');
      assert.equal(json.value.length, 1);
      const answer = await page.goto('/odata/v4/Users?$top=1&$format=json');
      assert.match(answer.headers()['content-type'], /^application\/json/);
    });

  scenario('a session that ends says so and goes on after signing in', { as: 'read', expects: [/401/] },
    async ({ page, context, roster }) => {
      await page.goto('/explore/Teams');
      await seen(page.getByRole('grid'));
      await context.clearCookies();
      await page.getByRole('link', { name: 'Users' }).first().click();
      await seen(heading(page, 'Sign in to Roster'));
      await seen(page.getByText('Your session has ended.', { exact: false }));
      await page.getByLabel('API key').fill(roster.readKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await seen(page.getByRole('grid', { name: /Users/ }));
    });

  scenario('a key in an address does not stay there', {}, async ({ page, context, roster }) => {
    await page.goto(`/odata/v4/Teams?$top=2&apikey=${roster.readKey}`);
    await seen(page.getByRole('grid', { name: /Teams/ }));
    assert.equal(new URL(page.url()).pathname, '/explore/Teams');
    assert.deepEqual(await traces(page, roster.readKey), []);
    assert.equal((await context.cookies())[0].httpOnly, true);
    await page.goto(`/explore/Teams?$top=3&apikey=${roster.adminKey}`);
    await seen(page.getByRole('grid', { name: /Teams/ }));
    assert.deepEqual(await traces(page, roster.adminKey), []);
    const session = await (await context.request.get(`${roster.explorer}api/session`)).json();
    assert.equal(session.can.admin, false);
  });
}
