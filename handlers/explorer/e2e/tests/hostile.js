// Names that would be markup or code, and pages that would act for others.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { eventually, open, scenario, seen } from '../rig/browser.js';
import { startRoster } from '../rig/roster.js';
import { column, says } from '../rig/table.js';
import { choose } from './write.js';

const options = { as: 'admin' };

const image = '<img src=x onerror="window.__xss=1">';
const script = '"><script>window.__xss=1</script>';
const link = 'javascript:window.__xss=1';
const vector = "'><svg/onload=window.__xss=1>";
const braces = '{{constructor.constructor("window.__xss=1")()}}&lt;b&gt;';

/** Nothing of it was taken for anything but text. */
async function harmless(page, ...texts) {
  for (const text of texts) await seen(page.getByText(text, { exact: false }).first());
  const found = await page.evaluate(() => ({
    ran: window.__xss,
    made: document.querySelectorAll('#app img, #app script, #app iframe, [onerror], [onload], a[href^="javascript:" i]').length,
  }));
  assert.deepEqual(found, { ran: undefined, made: 0 });
}

async function plant(roster) {
  const [first, second] = await roster.rows('Users?$top=2');
  const mark = { firstName: image, lastName: script, tags: [vector, link], aliases: [braces], externalId: `${link}//1` };
  // The first is who is signed in; both are the samples of the start page.
  await roster.post('users/upsert', { emailAddress: first.emailAddress, ...mark });
  await roster.post('users/upsert', { ...mark, emailAddress: second.emailAddress, externalId: link, managerId: first.systemUserId });
  const { team } = await roster.post('teams/upsert', {
    name: `${image}${script}`, description: `${link} ${vector}`, tags: [image, braces], managerId: first.systemUserId,
  });
  for (const { systemUserId } of [first, second]) await roster.post('team-members/create', { systemUserId, teamId: team.teamId });
  return { first, second, team };
}

/** A page of somebody else. */
async function foreign(html) {
  const server = createServer((request, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.end(request.url === '/' ? `<!doctype html><link rel="icon" href="data:,"><body>${html}` : '');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { port: server.address().port, close: () => new Promise((done) => server.close(done)) };
}

/** Opens the explorer with a session, then a foreign page: of the same site on another port, or of another site. */
async function meet(html, host, allows, act) {
  const page = await foreign(html);
  const origin = `http://${host}:${page.port}`;
  try {
    await open({ ...options, origins: [origin], allows }, async (at) => {
      await at.page.goto(`${origin}/`);
      await act(at);
    });
  } finally {
    await page.close();
  }
}

const hosts = ['127.0.0.1', 'localhost'];
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

export default function () {
  const planted = {};
  before(async () => {
    options.roster = await startRoster();
    Object.assign(planted, await plant(options.roster));
  });
  after(() => options.roster.stop());

  scenario('names are text on every page', options, async ({ page }) => {
    await page.goto('/explore/');
    await harmless(page, image, script, link, vector, braces);
    await page.goto('/explore/Users?$top=2&$expand=manager,memberships($expand=team)');
    const [name] = await column(page, 'displayName').catch(() => seen(page.getByRole('grid')).then(() => column(page, 'displayName')));
    assert.equal(name, `${image} ${script}`);
    await harmless(page, image, script, link, vector);
    await page.getByRole('grid').getByRole('button', { expanded: false }).filter({ hasText: '<img' }).first().click();
    await seen(page.getByRole('grid').getByRole('region'));
    await harmless(page, image);
    await page.getByRole('gridcell', { name: link }).first().click();
    await seen(page.getByRole('menuitem', { name: new RegExp(`^Is ${link}`) }));
    await harmless(page, link);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Details' }).click();
    for (const tab of ['Row', 'Code', 'Response', 'Schema', 'SQL']) {
      await page.getByRole('tab', { name: tab }).click();
      await harmless(page, image);
    }
  });

  scenario('names are text in entities, forms and the profile', options, async ({ page }) => {
    await page.goto(`/explore/Users(${planted.second.systemUserId})?$expand=manager,memberships`);
    await harmless(page, image, script, link, vector, braces);
    await page.goto(`/explore/Teams(${planted.team.teamId})?$expand=members`);
    await harmless(page, image, script, link, vector, braces);
    await page.goto('/explore/-/write/member');
    await choose(page, 'Team', `${image}${script}`);
    await choose(page, 'User', `${image} ${script}`, planted.first.emailAddress);
    await harmless(page, image);
    await page.getByRole('button', { name: 'Add to the team' }).click();
    await seen(page.getByRole('region', { name: 'What has happened' }));
    await harmless(page, image);
    await page.goto(`/explore/-/write/user?systemUserId=${planted.first.systemUserId}`);
    await harmless(page, vector, braces);
    await page.goto('/explore/-/profile');
    await harmless(page, image);
    await page.getByRole('button', { name: /profile, sign out/ }).click();
    await harmless(page, image);
  });

  scenario('addresses are text', { ...options, expects: [/40[04]/] }, async ({ page }) => {
    for (const address of [
      `Users?$filter=lastName eq '${image}' and false`, `Users?$filter=${image}`, `Users?$orderby=${vector}`, `Users('${image}')`,
      `${image}`, `-/write/user?systemUserId=${image}`, `-/profile/power-bi?path=${image}&query=${script}`, `Users?${image}=${script}`,
      `//evil.example/Users`, `javascript:window.__xss=1`,
    ]) {
      await page.goto(`/explore/${encodeURI(address)}`);
      await seen(page.getByRole('main'));
      await eventually(async () => assert.ok((await page.getByRole('main').innerText()).length > 40));
      await harmless(page);
    }
  });

  scenario('filtering by such a name finds it', options, async ({ page, roster }) => {
    await page.goto('/explore/Users?$top=1&$select=externalId,lastName');
    await page.getByRole('gridcell', { name: script }).click();
    await page.getByRole('menuitem', { name: /^Is "/ }).click();
    const expected = await roster.rows(`Users?$filter=lastName eq '${encodeURIComponent(script)}'&$top=1`);
    await says(page, 'externalId', expected.map((r) => r.externalId));
    await harmless(page, script);
  });

  for (const host of hosts) {
    const where = host === 'localhost' ? 'another site' : 'another port';
    test(`a form of ${where} is refused`, async () => {
      const body = '{"emailAddress":"forged@thornfield.example","firstName":"="}';
      const [name, value] = body.split('=');
      const form = (action) => `<form method="post" enctype="text/plain" action="${options.roster.root}${action}">
        <input name="${escaped(name)}" value="${escaped(value)}"><button>Send</button></form>`;
      await meet(form('/api/v1/users/upsert'), host, [/40[13]/], async ({ page, roster }) => {
        const [answer] = await Promise.all([
          page.waitForResponse((r) => r.request().method() === 'POST'), page.getByRole('button', { name: 'Send' }).click(),
        ]);
        assert.ok([401, 403].includes(answer.status()), String(answer.status()));
        if (host !== 'localhost') assert.equal(answer.status(), 403, 'the cookie comes along, so the origin has to decide');
        assert.equal(await roster.count('Users', "emailKey eq 'forged@thornfield.example'"), 0);
      });
    });

    test(`a script of ${where} can neither write, nor sign in or out, nor read`, async () => {
      await meet('', host, [/40[13]|CORS|ERR_FAILED/], async ({ page, context, roster }) => {
        const send = (url, init) => page.evaluate(
          ([u, i]) => fetch(u, { credentials: 'include', ...i }).then((r) => r.text(), (e) => e.name), [url, init]);
        const before = await context.cookies();
        const blind = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } };
        const told = [];
        page.on('response', (r) => told.push([r.request().method(), r.status()]));
        await send(`${roster.root}/api/v1/users/upsert`, { ...blind, body: '{"emailAddress":"forged@thornfield.example"}' });
        await send(`${roster.explorer}api/session`, { ...blind, body: JSON.stringify({ key: roster.readKey }) });
        await send(`${roster.explorer}api/keys`, { ...blind, body: '{"scope":"admin","expires":null}' });
        await eventually(async () => assert.equal(told.filter(([m]) => m === 'POST').length, 3));
        for (const [method, status] of told) if (method === 'POST') assert.ok([401, 403].includes(status), `${method} ${status}`);
        await send(`${roster.explorer}api/session`, { method: 'DELETE' });
        assert.equal(await send(`${roster.service}Users?$top=1`, {}), 'TypeError', 'answers are not for it');
        assert.deepEqual(await context.cookies(), before);
        const session = await (await context.request.get(`${roster.explorer}api/session`)).json();
        assert.equal(session.can.admin, true);
        assert.equal(await roster.count('Users', "emailKey eq 'forged@thornfield.example'"), 0);
      });
    });
  }

  test('the explorer is in no frame', async () => {
    await meet(`<iframe src="${options.roster.explorer}" title="Frame"></iframe>`, '127.0.0.1', [/frame/i], async ({ page }) => {
      await eventually(async () => {
        const inside = page.frames()[1];
        assert.match(inside.url(), /^chrome-error:/);
      });
    });
  });
}
