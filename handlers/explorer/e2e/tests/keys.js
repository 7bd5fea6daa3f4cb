// Own keys, and the way to Power BI.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { eventually, gone, scenario, seen } from '../rig/browser.js';
import { startRoster } from '../rig/roster.js';

const options = { as: 'admin' };

export default function () {
  before(async () => {
    options.roster = await startRoster();
  });
  after(() => options.roster.stop());

  scenario('a key is made, shown once, used and revoked', options, async ({ page, context, roster }) => {
    await page.goto('/explore/-/profile');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('radio', { name: /^Read/ }).check();
    await page.getByLabel('It ends').selectOption({ label: 'in 30 days' });
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = (await page.getByRole('textbox', { name: 'The new key' }).innerText()).trim();
    assert.match(secret, /^rstr_[0-9A-Za-z]{36}$/);
    const status = async () => (await roster.ask('/odata/v4/Users?$top=1', { key: secret })).status;
    assert.equal(await status(), 200);
    const post = await roster.ask('/api/v1/users/upsert', { method: 'POST', body: '{"emailAddress":"a@b.example"}', key: secret });
    assert.equal(post.status, 403);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await gone(page.getByRole('dialog'));
    const traces = () => page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!(await traces()).includes(secret));
    await page.reload();
    const lines = page.getByRole('table', { name: 'Keys' }).getByRole('row');
    await seen(lines.nth(1));
    assert.ok(!(await traces()).includes(secret));

    const told = await (await context.request.get(`${roster.explorer}api/keys`)).json();
    const made = told.keys.find((k) => k.scope === 'read' && k.status === 'active');
    const days = (new Date(made.expiresAt) - new Date(made.createdAt)) / 86_400_000;
    assert.ok(days > 29.9 && days < 30.1, `${days} days`);
    assert.equal(JSON.stringify(told).includes(secret), false);
    const line = lines.filter({ hasText: made.keyId });
    assert.match(await line.innerText(), /read[^]*active/);
    await line.getByRole('button', { name: `Revoke ${made.keyId}` }).click();
    await page.getByRole('button', { name: 'Revoke it', exact: true }).click();
    await eventually(async () => assert.match(await line.innerText(), /revoked/));
    assert.equal(await status(), 401);
  });

  scenario('revoking the own key ends the session', options, async ({ page, context, roster }) => {
    const made = await (await context.request.post(`${roster.explorer}api/keys`, { data: { scope: 'admin', expires: null } })).json();
    await context.request.delete(`${roster.explorer}api/session`);
    await context.request.post(`${roster.explorer}api/session`, { data: { key: made.secret } });
    await page.goto('/explore/-/profile');
    const line = page.getByRole('row').filter({ hasText: 'this session' });
    await line.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('button', { name: 'Revoke it and sign out' }).click();
    await seen(page.getByRole('heading', { name: 'Sign in to Roster' }));
    assert.equal((await roster.ask('/odata/v4/Users?$top=1', { key: made.secret })).status, 401);
  });

  scenario('readers see their keys and make none', { ...options, as: 'read' }, async ({ page, context, roster }) => {
    await page.goto('/explore/-/profile');
    await seen(page.getByRole('table', { name: 'Keys' }).getByText('this session'));
    assert.equal(await page.getByRole('button', { name: 'New key' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /^Revoke/ }).count(), 0);
    const answer = await context.request.post(`${roster.explorer}api/keys`, { data: { scope: 'read', expires: null } });
    assert.equal(answer.status(), 403);
  });

  scenario('Power BI gets a key, an address and a file', options, async ({ page, roster }) => {
    await page.goto('/explore/');
    await page.getByRole('link', { name: 'Connect Power BI' }).click();
    await seen(page.getByRole('heading', { level: 1, name: 'Connect Power BI' }));
    await page.getByRole('button', { name: 'Make a read key for Power BI' }).click();
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = (await page.getByRole('textbox', { name: 'The new key' }).innerText()).trim();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    const basic = `Basic ${Buffer.from(`any:${secret}`).toString('base64')}`;
    const read = await roster.ask('/odata/v4/', { key: '', headers: { Authorization: basic } });
    assert.equal(read.status, 200);
    for (const [name, url] of [[/^All tables/, roster.service], [/^Users/, `${roster.service}Users`]]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name }).first().click(),
      ]);
      assert.match(download.suggestedFilename(), /\.pbids$/);
      const file = JSON.parse(readFileSync(await download.path(), 'utf8'));
      assert.equal(file.version, '0.1');
      assert.equal(file.connections.length, 1);
      assert.deepEqual(file.connections[0].details, { protocol: 'odata', address: { url } });
      assert.ok(!JSON.stringify(file).includes('rstr_'));
    }
  });
}
