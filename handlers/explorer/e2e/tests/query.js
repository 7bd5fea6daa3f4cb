// Building a query, writing it, and what the address has to do with it.
import assert from 'node:assert/strict';
import { eventually, gone, scenario, seen } from '../rig/browser.js';
import { column, grid, options, says } from '../rig/table.js';

const conditions = (page) => page.getByRole('group', { name: /^Condition: / });
const condition = (page, at) => conditions(page).nth(at);
const names = (page) => conditions(page).evaluateAll((all) => all.map((c) => c.getAttribute('aria-label').replace('Condition: ', '')));
const run = (page) => page.getByRole('button', { name: 'Run', exact: true });

/** Waits until the table has the rows of the filter that the address has. */
async function agrees(page, roster, set = 'Users', key = 'emailAddress') {
  const { $filter } = options(page);
  const rows = await roster.rows(`${set}?$top=100&$filter=${encodeURIComponent($filter)}`);
  assert.ok(rows.length > 0 && rows.length < 2000, `${rows.length} rows for ${$filter}`);
  await says(page, key, rows.map((r) => r[key]));
}

/** What the text editor has, without its highlighting. */
const text = (page) => page.getByRole('textbox', { name: 'Query as text, one option a line' });
const asText = (page) => page.getByRole('group', { name: 'Edit the query as' }).getByRole('button', { name: 'Text' }).click();
const asBuilder = (page) => page.getByRole('group', { name: 'Edit the query as' }).getByRole('button', { name: 'Builder' }).click();
const lines = (page) => text(page).locator('.cm-line').allInnerTexts();

export default function () {
  scenario('a filter is built, run, edited as text, and stays when the page is left', { as: 'read' },
    async ({ page, roster }) => {
      await page.goto('/explore/Users');
      await seen(grid(page));
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      const filter = page.getByRole('region', { name: 'Filter' });
      await filter.getByRole('button', { name: 'Add a condition' }).click();
      const first = condition(page, 0);
      await first.getByLabel('Property').selectOption('role');
      await first.getByLabel('Operator for role').selectOption({ label: 'is' });
      const roles = await first.getByLabel('Value for role').locator('option').allInnerTexts();
      assert.deepEqual(roles, ['FullAdmin', 'LimitedAdmin', 'Participant', 'Deactivated']);
      await first.getByLabel('Value for role').selectOption('Participant');
      await eventually(async () => assert.equal(options(page).$filter, "role eq 'Participant'"));

      await filter.getByRole('button', { name: 'Add a condition' }).last().click();
      const second = condition(page, 1);
      await second.getByLabel('Property').selectOption('createdAt');
      await second.getByLabel('Operator for createdAt').selectOption({ label: 'from' });
      const field = second.getByLabel('Value for createdAt');
      assert.equal(await field.getAttribute('type'), 'datetime-local');
      const at = (await roster.rows("Users?$filter=role eq 'Participant'&$orderby=createdAt&$skip=40&$top=1&$select=createdAt"))[0].createdAt;
      const local = new Date(new Date(at).getTime()).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }).replace(' ', 'T');
      await field.fill(local);
      await field.blur();
      const utc = `${at.slice(0, 19)}Z`;
      await eventually(async () => assert.equal(options(page).$filter, `role eq 'Participant' and createdAt ge ${utc}`));

      await filter.getByRole('button', { name: 'Add something else' }).last().click();
      await page.getByRole('menuitem', { name: /^A group: any of/ }).click();
      const group = page.getByRole('group', { name: 'Group:' });
      for (const [i, value] of ['mar', 'son'].entries()) {
        await group.getByRole('button', { name: 'Add a condition' }).click();
        const rule = group.getByRole('group', { name: /^Condition: / }).nth(i);
        await rule.getByLabel('Property').selectOption('lastName');
        await rule.getByLabel('Operator for lastName').selectOption({ label: 'contains' });
        await rule.getByLabel('Value for lastName').fill(value);
      }
      await run(page).click();
      await agrees(page, roster);
      const parts = ["role eq 'Participant'", `createdAt ge ${utc}`, "contains(tolower(lastName),'mar')", "contains(tolower(lastName),'son')"];
      const { $filter } = options(page);
      for (const part of parts) assert.ok($filter.includes(part), `${part} in ${$filter}`);
      const shown = await names(page);
      assert.deepEqual(shown, ['role is', 'createdAt from', 'lastName contains', 'lastName contains']);
      const held = await column(page, 'lastName');
      assert.ok(held.every((n) => /mar|son/i.test(n)), held.join());

      await asText(page);
      await seen(text(page));
      assert.deepEqual((await lines(page)).join(''), `$filter=${$filter}`);
      await text(page).press('Control+Home');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText("$filter=role eq 'LimitedAdmin' and not startswith(firstName,'A')\n&$orderby=createdAt desc\n&$top=7");
      await eventually(async () => assert.equal(options(page).$filter, "role eq 'LimitedAdmin' and not startswith(firstName,'A')"));
      assert.equal(options(page).$orderby, 'createdAt desc');
      assert.equal(options(page).$top, '7');
      await page.keyboard.press('Control+Enter');
      const rows = await roster.rows("Users?$filter=role eq 'LimitedAdmin' and not startswith(firstName,'A')&$orderby=createdAt desc&$top=7");
      await says(page, 'emailAddress', rows.map((r) => r.emailAddress));

      await asBuilder(page);
      await eventually(async () => assert.equal((await names(page))[0], 'role is'));
      assert.equal(await condition(page, 0).getByLabel('Value for role').inputValue(), 'LimitedAdmin');
      const address = page.url();
      await page.reload();
      await eventually(async () => assert.equal(await condition(page, 0).getByLabel('Value for role').inputValue(), 'LimitedAdmin'));
      assert.equal(page.url(), address);
      await says(page, 'emailAddress', rows.map((r) => r.emailAddress));
      await page.goBack();
      await eventually(async () => assert.equal(options(page).$filter, $filter));
      await agrees(page, roster);
      await eventually(async () => assert.deepEqual(await names(page), shown));
      await page.goForward();
      await eventually(async () => assert.equal(page.url(), address));
      await says(page, 'emailAddress', rows.map((r) => r.emailAddress));
    });

  scenario('an address is shown as conditions', { as: 'read' }, async ({ page, roster }) => {
    await page.goto("/explore/Users?$filter=tags/any(t:t eq 'AE') and (isActive or managerId eq null) and manager/role ne 'Participant'");
    await seen(grid(page));
    await eventually(async () => assert.deepEqual(await names(page), ['tags has', 'isActive is true', 'managerId is null', 'manager/role is not']));
    assert.equal(await condition(page, 0).getByLabel('Value for tags').inputValue(), 'AE');
    await seen(page.getByRole('group', { name: 'Group:' }));
    await agrees(page, roster);
    await condition(page, 0).getByLabel('Value for tags').fill('SE');
    await condition(page, 0).getByLabel('Value for tags').press('Control+Enter');
    await eventually(async () => assert.ok(options(page).$filter.startsWith("tags/any(t:t eq 'SE') and ")));
    await agrees(page, roster);
    await page.getByRole('button', { name: 'Remove the condition manager/role is not' }).click();
    await eventually(async () => assert.ok(!options(page).$filter.includes('manager/role')));
  });

  scenario('conditions on related entities', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/Teams');
    await seen(grid(page));
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('region', { name: 'Filter' }).getByRole('button', { name: 'Add a condition' }).click();
    await condition(page, 0).getByLabel('Property').selectOption('members');
    await condition(page, 0).getByLabel('Operator for members').selectOption({ label: 'has any where' });
    await condition(page, 0).getByRole('button', { name: 'Add a condition' }).click();
    const inner = condition(page, 1);
    await inner.getByLabel('Property').selectOption('role');
    await inner.getByLabel('Value for role').selectOption('LimitedAdmin');
    await run(page).click();
    await eventually(async () => assert.match(options(page).$filter, /^members\/any\((\w+):\1\/role eq 'LimitedAdmin'\)$/));
    const rows = await roster.rows(`Teams?$filter=${options(page).$filter}&$top=100`);
    assert.ok(rows.length > 0);
    await says(page, 'name', rows.map((r) => r.name));
    await condition(page, 0).getByLabel('Operator for members').first().selectOption({ label: 'all are such that' });
    await run(page).click();
    await eventually(async () => assert.match(options(page).$filter, /^members\/all\((\w+):\1\/role eq 'LimitedAdmin'\)$/));
    const all = await roster.rows(`Teams?$filter=${options(page).$filter}&$top=100`);
    if (all.length) await says(page, 'name', all.map((r) => r.name));
    else await seen(page.getByText('Nothing matches the filter'));
  });

  scenario('columns, expansions, order, limit and count', { as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    const chip = (name) => page.getByRole('region', { name: 'Query' }).getByRole('button', { name, exact: true });
    await chip('Columns').click();
    const columns = page.getByRole('region', { name: 'Columns' });
    await columns.getByRole('button', { name: 'Key only' }).click();
    await columns.getByRole('checkbox', { name: /^lastName/ }).check();
    await chip('Expand').click();
    await page.getByRole('region', { name: 'Expand' }).getByRole('checkbox', { name: /^memberships/ }).check();
    await chip('Sort').click();
    const sort = page.getByRole('region', { name: 'Sort' });
    await sort.getByRole('button', { name: 'Sort by' }).click();
    await sort.getByLabel('Property to sort by').selectOption('createdAt');
    await chip('Limit').click();
    await page.getByRole('region', { name: 'Limit' }).getByLabel(/^First/).fill('12');
    await chip('Count').click();
    await run(page).click();
    await eventually(async () => assert.deepEqual(options(page), {
      $count: 'true', $orderby: 'createdAt', $top: '12', $expand: 'memberships', $select: 'systemUserId,lastName',
    }));
    const rows = await roster.rows('Users?$orderby=createdAt&$top=12');
    await says(page, 'lastName', rows.map((r) => r.lastName ?? 'null'));
    await seen(page.getByRole('status').filter({ hasText: '12 of 2,000 rows' }));
  });

  scenario('an error stands at its character, and its button mends it', { as: 'read', expects: [/400/] },
    async ({ page, roster }) => {
      const email = (await roster.rows('Users?$top=1&$skip=5'))[0].emailAddress;
      const wrong = `isActive and emialAddress eq '${email}'`;
      await page.goto(`/explore/Users?$filter=${encodeURIComponent(wrong)}`);
      const alert = page.getByRole('alert');
      await seen(alert.getByText('The service does not understand the query'));
      const place = alert.locator('mark');
      await eventually(async () => assert.equal(await place.innerText(), 'emialAddress'));
      const before = await place.evaluate((m) => m.previousSibling.textContent);
      assert.ok(before.endsWith('isActive and '), before);
      await seen(alert.getByText(/did you mean 'emailAddress'/i));
      assert.ok(await run(page).isEnabled());
      await asText(page);
      const marked = page.locator('.cm-lintRange').first();
      await eventually(async () => assert.equal((await marked.innerText()).trim(), 'emialAddress'));
      await page.getByRole('button', { name: 'Use emailAddress' }).click();
      await eventually(async () => assert.equal(options(page).$filter, `isActive and emailAddress eq '${email}'`));
      await says(page, 'emailAddress', [email]);
      await gone(page.getByRole('alert'));
      await eventually(async () => assert.equal((await lines(page)).join(''), `$filter=isActive and emailAddress eq '${email}'`));
    });

  scenario('what is being written is checked and never stops Run', { as: 'read', expects: [/400/] }, async ({ page }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    await asText(page);
    await text(page).click();
    await page.keyboard.insertText("$filter=contains(lastName,'a'");
    await seen(page.getByRole('status').locator('mark'));
    assert.ok(await run(page).isEnabled());
    await run(page).click();
    await seen(page.getByText('The service does not understand the query'));
    assert.ok(await run(page).isEnabled());
    await text(page).press('Control+End');
    await page.keyboard.insertText(')');
    await page.keyboard.press('Control+Enter');
    await seen(grid(page));
  });

  scenario('the editor completes names', { as: 'read' }, async ({ page }) => {
    await page.goto('/explore/Users');
    await seen(grid(page));
    await asText(page);
    await text(page).click();
    const complete = async (typed, wanted) => {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(typed.slice(0, -2));
      await page.keyboard.type(typed.slice(-2));
      const option = page.getByRole('option').filter({ hasText: wanted }).first();
      await eventually(async () => {
        if (!await option.isVisible()) await page.keyboard.press('Control+Space');
        assert.ok(await option.isVisible(), `${wanted} for ${typed}: ${await page.getByRole('option').allInnerTexts()}`);
      });
      await page.keyboard.press('Escape');
    };
    await complete('$fil', '$filter');
    await complete('$filter=emai', 'emailAddress');
    await complete('$filter=manager/displ', 'displayName');
    await complete('$filter=startsw', 'startswith');
    await complete('$filter=memberships/any(m:m/te', 'team');
    await complete('$filter=memberships/any(member:memb', 'member');
    await complete('$filter=role eq ', 'LimitedAdmin');
    await complete('$expand=memberships($expand=te', 'team');
    await complete('$orderby=creat', 'createdAt');
    await complete('$select=alia', 'aliases');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('$filter=role eq Lim');
    await page.getByRole('option').filter({ hasText: 'LimitedAdmin' }).click();
    await eventually(async () => assert.equal((await lines(page)).join(''), "$filter=role eq 'LimitedAdmin'"));
  });

  scenario('what runs is given up when something else is asked', { as: 'read' }, async ({ page, context }) => {
    await page.goto('/explore/Users?$top=3');
    await seen(grid(page));
    let release;
    const held = new Promise((done) => { release = done; });
    await context.route(/orderby=lastName/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    const cancelled = page.waitForEvent('requestfailed', { predicate: (r) => r.url().includes('orderby=lastName') });
    await page.evaluate(() => { history.pushState(null, '', '/explore/Users?$top=3&$orderby=lastName'); dispatchEvent(new PopStateEvent('popstate')); });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await cancelled;
    release();
    await gone(page.getByRole('button', { name: 'Cancel' }));
    await page.getByRole('navigation', { name: 'Entity sets' }).getByRole('link', { name: /^Teams/ }).click();
    await seen(page.getByRole('grid', { name: /Teams/ }));
  });

  scenario('what a form writes is not read anew while one types', { as: 'read', allows: [/400/] }, async ({ page }) => {
    await page.goto('/explore/Users?$expand=teams($top=5;$select=name),manager&$top=2');
    await seen(grid(page));
    const query = page.getByRole('region', { name: 'Query' });
    await query.getByRole('button', { name: /^Expand/ }).click();
    await query.getByRole('button', { name: /^Options of teams/ }).click();
    await query.getByRole('textbox', { name: 'Filter of teams' }).pressSequentially("name eq 'Sales'");
    await eventually(async () => assert.equal(options(page).$expand,
      "teams($filter=name eq 'Sales';$top=5;$select=name),manager"));

    await page.goto('/explore/Users?$orderby=length(lastName),createdAt desc&$top=2');
    await seen(grid(page));
    await query.getByRole('button', { name: /^Sort/ }).click();
    const expression = query.getByRole('textbox', { name: 'Expression to sort by' });
    await expression.press('End');
    await expression.press('Backspace');
    await expression.pressSequentially(')');
    await eventually(async () => assert.equal(options(page).$orderby, 'length(lastName),createdAt desc'));
  });
}
