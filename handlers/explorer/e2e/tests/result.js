// What a query has brought.
import assert from 'node:assert/strict';
import { eventually, gone, reads, scenario, seen } from '../rig/browser.js';
import { cell, column, grid, heads, options, says } from '../rig/table.js';

const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return [Number(at.closest('tr')?.getAttribute('aria-rowindex')), Number(at.getAttribute('aria-colindex'))];
});

export default function () {
  scenario('follows pages', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/Users');
    const users = await roster.rows('Users?$select=emailAddress');
    const emails = users.map((u) => u.emailAddress);
    await says(page, 'emailAddress', emails.slice(0, 100));
    await reads(page.getByRole('status').filter({ hasText: 'rows' }), /^100 of 2,000 rows/);
    for (const rows of [400, 700, 1000]) {
      await page.getByRole('button', { name: 'Load more' }).click();
      await says(page, 'emailAddress', emails.slice(0, rows));
    }
    await seen(page.getByText('1,000 rows are shown'));
    assert.equal(await grid(page).getAttribute('aria-rowcount'), '2001');
  });

  scenario('sorts by a click, hides and resizes columns', { as: 'read' }, async ({ page, roster }) => {
    await page.goto("/explore/Users?$filter=startswith(emailAddress,'a')");
    await seen(grid(page));
    const head = () => page.getByRole('columnheader', { name: 'lastName' });
    const folded = (rows) => rows.map((r) => (r.lastName ?? '').toLowerCase());
    for (const [direction, sign] of [['ascending', 1], ['descending', -1]]) {
      await head().getByRole('button', { name: 'lastName', exact: true }).click();
      await eventually(async () => assert.equal(await head().getAttribute('aria-sort'), direction));
      const { $orderby } = options(page);
      const rows = await roster.rows(`Users?$filter=startswith(emailAddress,'a')&$orderby=${$orderby}`);
      const names = folded(rows);
      assert.deepEqual(names, [...names].sort((a, b) => sign * (a < b ? -1 : a > b ? 1 : 0)));
      await says(page, 'emailAddress', rows.slice(0, 100).map((r) => r.emailAddress));
    }
    await head().getByRole('button', { name: 'lastName', exact: true }).click();
    await eventually(async () => assert.equal(options(page).$orderby, undefined));

    const wide = () => head().evaluate((th) => Math.round(th.getBoundingClientRect().width));
    const before = await wide();
    await head().getByRole('button', { name: 'Column lastName' }).click();
    await page.getByRole('menuitem', { name: 'Wider' }).click();
    await eventually(async () => assert.equal(await wide(), before + 40));
    const grip = head().locator('.grip');
    await grip.scrollIntoViewIfNeeded();
    const { x, y } = await grip.boundingBox();
    await page.mouse.move(x + 4, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + 64, y + 8, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => assert.ok(Math.abs(await wide() - before - 100) <= 3, `${await wide()}, before ${before}`));
    await page.reload();
    await seen(grid(page));
    assert.ok(Math.abs(await wide() - before - 100) <= 3);

    const all = await heads(page);
    await head().getByRole('button', { name: 'Column lastName' }).click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await eventually(async () => assert.deepEqual(await heads(page), all.filter((n) => n !== 'lastName')));
    assert.deepEqual(options(page).$select.split(','), all.filter((n) => n !== 'lastName'));
    await page.goBack();
    await eventually(async () => assert.deepEqual(await heads(page), all));
  });

  scenario('the keyboard goes through the grid', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    const names = await heads(page);
    for (let i = 0; i < 60 && (await focused(page))[0] !== 2; i++) await page.keyboard.press('Tab');
    assert.deepEqual(await focused(page), [2, 1], 'one cell is in the order of the Tab key');
    const goes = async (key, to) => {
      await page.keyboard.press(key);
      assert.deepEqual(await focused(page), to, key);
    };
    await goes('ArrowRight', [2, 2]);
    await goes('ArrowDown', [3, 2]);
    await goes('End', [3, names.length]);
    await goes('Home', [3, 1]);
    await goes('Control+End', [101, names.length]);
    await goes('Control+Home', [2, 1]);
    await goes('PageDown', [17, 1]);
    await goes('ArrowLeft', [17, 1]);
    await goes('Control+Home', [2, 1]);
    await goes('ArrowUp', [1, 1]);
    await goes('ArrowDown', [2, 1]);
    const role = names.indexOf('role') + 1;
    for (let i = 1; i < role; i++) await page.keyboard.press('ArrowRight');
    const value = (await column(page, 'role'))[0];
    await page.keyboard.press('Enter');
    await seen(page.getByRole('menu', { name: 'role of row 1' }));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('menu'));
    assert.deepEqual(await focused(page), [2, role], 'the focus comes back');
    await page.keyboard.press('Enter');
    const chosen = () => page.getByRole('menuitem').evaluateAll((all) => all.indexOf(document.activeElement));
    await eventually(async () => assert.equal(await chosen(), 0));
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(), 1);
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(options(page).$filter, `role ne '${value}'`));
    const rows = await roster.rows(`Users?$filter=role ne '${value}'&$top=100`);
    await says(page, 'emailAddress', rows.map((r) => r.emailAddress));
  });

  scenario('a cell makes a filter', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/Users?$filter=isActive');
    await seen(grid(page));
    const filterBy = async (name, item) => {
      const [first] = await column(page, name);
      await (await cell(page, 0, name)).click({ position: { x: 3, y: 3 } });
      await page.getByRole('menuitem', { name: item(first), exact: true }).click();
      return first;
    };
    const holds = async (filter) => {
      await eventually(async () => assert.equal(options(page).$filter, filter));
      const rows = await roster.rows(`Users?$filter=${encodeURIComponent(filter)}&$top=100`);
      assert.ok(rows.length > 0);
      await says(page, 'emailAddress', rows.map((r) => r.emailAddress));
    };
    const role = await filterBy('role', (v) => `Is not ${v}`);
    await holds(`isActive and role ne '${role}'`);
    await filterBy('lastName', (v) => `Is ${v}`);
    const lastName = (await roster.json(`/odata/v4/Users?$top=1&$filter=${encodeURIComponent(`isActive and role ne '${role}'`)}`))
      .value[0].lastName;
    const name = lastName.replaceAll("'", "''");
    await holds(`isActive and role ne '${role}' and lastName eq '${name}'`);
    const [email] = await column(page, 'emailAddress');
    await filterBy('emailAddress', () => `Starts with ${email.split(/[.@]/)[0]}`);
    await holds(`isActive and role ne '${role}' and lastName eq '${name}' and startswith(emailAddress,'${email.split(/[.@]/)[0]}')`);
  });

  scenario('values are told apart: null, empty, dates, ids', { as: 'read' }, async ({ page, roster }) => {
    const query = "Users?$filter=firstName eq null or tagList eq ''&$select=emailAddress,firstName,tagList,createdAt,systemUserId&$top=50";
    await page.goto(`/explore/${query}`);
    const rows = await roster.rows(query);
    await says(page, 'firstName', rows.map((r) => r.firstName ?? 'null'));
    await says(page, 'tagList', rows.map((r) => r.tagList || 'empty'));
    const told = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Berlin' });
    await says(page, 'createdAt', rows.map((r) => told.format(new Date(r.createdAt))));
    const time = (await cell(page, 0, 'createdAt')).locator('time');
    assert.equal(await time.getAttribute('title'), `${rows[0].createdAt} (UTC)`);
    const id = rows[0].systemUserId;
    const guid = await cell(page, 0, 'systemUserId');
    await reads(guid, `…${id.slice(-8)}`);
    await seen(guid.getByTitle(id));
  });

  scenario('a foreign key leads to its entity, which leads on', { as: 'read' }, async ({ page, roster }) => {
    const query = 'Users?$filter=managerId ne null&$expand=manager&$top=3';
    const [user] = await roster.rows(query);
    await page.goto(`/explore/${query}`);
    await (await cell(page, 0, 'managerId')).getByRole('link').click();
    await seen(page.getByRole('heading', { level: 2, name: user.manager.displayName }));
    assert.equal(new URL(page.url()).pathname, `/explore/Users(${user.managerId})`);
    const reports = await roster.count(`Users(${user.managerId})/directReports`);
    const way = page.getByRole('region', { name: 'Leads to' }).getByRole('listitem').filter({ hasText: 'directReports' });
    await reads(way, new RegExp(`directReports\\s+${reports}\\b`));
    await way.getByRole('link').click();
    await seen(grid(page));
    const rows = await roster.rows(`Users(${user.managerId})/directReports?$top=100`);
    await says(page, 'emailAddress', rows.map((r) => r.emailAddress));
    await page.goBack();
    await seen(page.getByRole('heading', { level: 2, name: user.manager.displayName }));
  });

  scenario('expanded entities open below their row', { as: 'read' }, async ({ page, roster }) => {
    const query = 'Users?$expand=memberships($expand=team),manager&$filter=memberships/any() and managerId ne null&$top=5';
    const [user] = await roster.rows(query);
    await page.goto(`/explore/${query}`);
    const teams = user.memberships.map((m) => m.team.name);
    const button = (await cell(page, 0, 'memberships')).getByRole('button');
    await reads(button, `${teams.length}: ${teams.slice(0, 3).join(', ')}`);
    await button.click();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    const nested = page.getByRole('region', { name: 'memberships' }).getByRole('row');
    await eventually(async () => {
      const told = await nested.allInnerTexts();
      assert.equal(told.length, teams.length + 1);
      teams.forEach((team, i) => assert.ok(told[i + 1].includes(team), `${told[i + 1]} has ${team}`));
    });
    const manager = (await cell(page, 0, 'manager')).getByRole('button');
    await reads(manager, user.manager.displayName);
    await button.click();
    await gone(page.getByRole('region', { name: 'memberships' }));
  });

  scenario('counts by a property', { as: 'read' }, async ({ page, roster }) => {
    await page.goto("/explore/Users?$filter=startswith(emailAddress,'a')");
    await seen(grid(page));
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByLabel('Count rows by').selectOption('role');
    const counts = {};
    for (const role of ['FullAdmin', 'LimitedAdmin', 'Participant', 'Deactivated']) {
      counts[role] = await roster.count('Users', `startswith(emailAddress,'a') and role eq '${role}'`);
    }
    const lines = page.getByRole('table').getByRole('row');
    await eventually(async () => {
      const told = Object.fromEntries((await lines.allInnerTexts()).slice(1).map((t) => t.split(/\s+/).slice(0, 2)));
      for (const [role, count] of Object.entries(counts)) assert.equal(told[role], String(count), role);
    });
    await page.getByRole('button', { name: 'Show only LimitedAdmin' }).click();
    await eventually(async () => assert.equal(options(page).$filter, "startswith(emailAddress,'a') and role eq 'LimitedAdmin'"));
  });

  scenario('shows the answer as it came, and to admins how', { as: 'admin', storage: { 'roster.inspector': true } },
    async ({ page, roster }) => {
      await page.goto('/explore/Teams?$top=2');
      await page.getByRole('tab', { name: 'Response' }).click();
      const body = page.getByLabel('Body of the answer');
      await eventually(async () => {
        const { value } = JSON.parse(await body.innerText());
        assert.deepEqual(value, (await roster.json('/odata/v4/Teams?$top=2')).value);
      });
      const pane = page.getByRole('tabpanel');
      await seen(pane.getByText('200', { exact: true }));
      await seen(pane.getByText(/^\d+(\.\d)? ms$/));
      await pane.getByText('Headers').click();
      await reads(pane.locator('dl'), /odata-version\s+4\.0/i);
      await page.getByRole('tab', { name: 'SQL' }).click();
      await eventually(async () => assert.match(await pane.innerText(), /SELECT[^]*teams/i));
      await page.getByRole('tab', { name: 'Schema' }).click();
      await reads(pane, /teamId\s+Edm\.Guid/);
    });

  scenario('readers are shown no SQL', { as: 'read', storage: { 'roster.inspector': true } }, async ({ page, context, roster }) => {
    await page.goto('/explore/Teams?$top=2');
    await seen(page.getByRole('tab', { name: 'Schema' }));
    assert.equal(await page.getByRole('tab', { name: 'SQL' }).count(), 0);
    const answer = await context.request.post(`${roster.explorer}api/explain`, { data: { path: 'Teams', query: '' } });
    assert.equal(answer.status(), 403);
  });

  scenario('what is not there is told, with a way on', { as: 'read', expects: [/404/] }, async ({ page }) => {
    await page.goto('/explore/Users(00000000-0000-7000-8000-000000000000)');
    await seen(page.getByText('There is nothing at this address'));
    await page.getByRole('link', { name: 'Go to Users' }).click();
    await seen(grid(page));
  });

  scenario('a set that is not there leads to those that are', { as: 'read', expects: [/404/] }, async ({ page }) => {
    await page.goto('/explore/Nothing');
    await seen(page.getByText("there is no entity set 'Nothing'"));
    await page.getByRole('main').getByRole('link', { name: /entity sets/i }).click();
    await seen(page.getByRole('heading', { level: 1, name: 'Thornfield Sales' }));
  });

  scenario('an empty result offers the next act', { as: 'read' }, async ({ page }) => {
    await page.goto("/explore/Users?$filter=lastName eq 'nobody'");
    await seen(page.getByText('Nothing matches the filter'));
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await seen(grid(page));
    assert.equal(options(page).$filter, undefined);
  });

  scenario('counts what aliases and computed properties decide', { as: 'read' }, async ({ page, roster }) => {
    const active = await roster.rows("Users?$filter=role eq 'Participant'&$select=emailAddress");
    await page.goto("/explore/Users?$filter=role eq @r&@r='Participant'");
    await seen(page.getByText(`100 of ${active.length.toLocaleString('en-GB')} rows`));
    const long = await roster.rows('Users?$filter=length(lastName) gt 7&$select=role');
    await page.goto('/explore/Users?$compute=length(lastName) as len&$filter=len gt 7');
    await seen(grid(page));
    await page.getByRole('button', { name: 'Chart' }).click();
    const of = (role) => long.filter((u) => u.role === role).length.toLocaleString('en-GB');
    await seen(page.getByRole('row', { name: new RegExp(`^Participant ${of('Participant')} `) }));
  });

  scenario('a further page that fails takes no rows away', { as: 'read', expects: [/503/] }, async ({ page, context }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    let failing = true;
    await context.route(/skiptoken/, (route) => failing
      ? route.fulfill({ status: 503, contentType: 'application/json', body: '{"error":{"code":"x","message":"the database is busy"}}' })
      : route.continue());
    await page.getByRole('button', { name: 'Load more' }).click();
    await seen(page.getByText('the database is busy'));
    assert.equal((await column(page, 'emailAddress')).length, 100);
    failing = false;
    await page.getByRole('button', { name: 'Load more' }).click();
    await eventually(async () => assert.equal((await column(page, 'emailAddress')).length, 400));
  });

  scenario('goes on after a query was given up', { as: 'read' }, async ({ page, context }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    let held = true;
    await context.route(/odata\/v4\/Users(\?|$)/, async (route) => {
      while (held) await new Promise((done) => setTimeout(done, 20));
      await route.continue().catch(() => {});
    });
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    held = false;
    await page.getByRole('button', { name: 'Load more' }).click();
    await eventually(async () => assert.equal((await column(page, 'emailAddress')).length, 400));
  });
}
