// Writing users, teams and memberships.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { eventually, gone, reads, scenario, seen } from '../rig/browser.js';
import { startRoster } from '../rig/roster.js';

const options = { as: 'admin' };

/** Chooses in a field that suggests entities. */
export async function choose(page, label, text, detail = '') {
  await page.getByRole('combobox', { name: label, exact: true }).fill(text);
  await page.getByRole('option').filter({ hasText: detail }).getByText(text, { exact: true }).click();
}

const outcome = (page) => page.getByRole('region', { name: 'What has happened' });
const done = (page, text, badge) => eventually(async () => {
  const told = await outcome(page).innerText();
  assert.ok(told.includes(text), `${text} in ${told}`);
  assert.match(told, new RegExp(`\\b${badge}\\b`));
});

export default function () {
  before(async () => {
    options.roster = await startRoster();
  });
  after(() => options.roster.stop());

  scenario('a user is created, changed, and left as it is', options, async ({ page, roster }) => {
    const users = await roster.count('Users');
    await page.goto('/explore/');
    await page.getByRole('link', { name: 'Write' }).click();
    await page.getByLabel('Email address').fill('Nora.New@thornfield.example');
    await page.getByRole('textbox', { name: 'First name' }).fill('Nora');
    await page.getByLabel('Last name').fill("O'Hara \"the <new>\"");
    await page.getByLabel('Role').selectOption('LimitedAdmin');
    await page.getByLabel('Tags').pressSequentially('AE|South');
    await page.getByLabel('Tags').press('Enter');
    await page.getByRole('button', { name: 'Create or update' }).click();
    await done(page, 'Created the user Nora O\'Hara "the <new>".', 'created');
    const stored = async () => (await roster.rows("Users?$filter=emailKey eq 'nora.new@thornfield.example'"))[0];
    const user = await stored();
    assert.equal(user.emailAddress, 'Nora.New@thornfield.example');
    assert.equal(user.lastName, 'O\'Hara "the <new>"');
    assert.equal(user.role, 'LimitedAdmin');
    assert.deepEqual(user.tags, ['AE', 'South']);
    assert.equal(await roster.count('Users'), users + 1);

    await page.getByRole('button', { name: 'Create or update' }).click();
    await done(page, 'Nothing to change', 'unchanged');
    assert.equal((await stored()).modifiedAt, user.modifiedAt);

    await page.getByLabel('Tags').fill('West');
    await page.getByLabel('Tags').press('Enter');
    await page.getByRole('button', { name: 'Create or update' }).click();
    await done(page, 'Changed Nora', 'updated');
    assert.deepEqual((await stored()).tags, ['AE', 'South', 'West']);

    await outcome(page).getByRole('link', { name: 'Edit' }).click();
    await seen(page.getByRole('heading', { name: /^Change Nora/ }));
    await page.getByRole('textbox', { name: 'First name' }).fill('Leonora');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await done(page, 'Changed Leonora', 'updated');
    const changed = await stored();
    assert.equal(changed.firstName, 'Leonora');
    assert.deepEqual([changed.systemUserId, changed.tags, changed.role], [user.systemUserId, ['AE', 'South', 'West'], 'LimitedAdmin']);
    await outcome(page).getByRole('link', { name: 'Open in the explorer' }).click();
    await seen(page.getByRole('heading', { level: 2, name: /^Leonora O'Hara/ }));
  });

  scenario('what the service refuses is told at its field', { ...options, expects: [/40[09]/] }, async ({ page, roster }) => {
    await page.goto('/explore/-/write/user');
    await page.getByRole('button', { name: 'Create or update' }).click();
    const email = page.getByLabel('Email address');
    await eventually(async () => assert.equal(await email.getAttribute('aria-invalid'), 'true'));
    await email.fill('no address');
    await page.getByRole('textbox', { name: 'First name' }).fill('Kept');
    await page.getByRole('button', { name: 'Create or update' }).click();
    await seen(page.getByRole('alert').filter({ hasText: 'Nothing was written' }));
    await eventually(async () => assert.equal(await email.getAttribute('aria-invalid'), 'true'));
    const about = await email.getAttribute('aria-describedby');
    await reads(page.locator(`[id="${about}"]`), /address/i);
    assert.ok(await email.evaluate((e) => e === document.activeElement), 'the field has the focus');
    assert.equal(await page.getByRole('textbox', { name: 'First name' }).inputValue(), 'Kept');
    const [held] = await roster.rows('Users?$filter=externalId ne null&$top=1');
    await email.fill('somebody@thornfield.example');
    await page.getByLabel('External id').fill(held.externalId);
    await page.getByRole('button', { name: 'Create or update' }).click();
    await eventually(async () => assert.equal(await page.getByLabel('External id').getAttribute('aria-invalid'), 'true'));
    await seen(page.getByRole('alert').getByRole('link', { name: `Open ${held.systemUserId}` }));
    assert.equal(await roster.count('Users', "emailKey eq 'somebody@thornfield.example'"), 0);
  });

  scenario('a team is created with its manager', options, async ({ page, roster }) => {
    await page.goto('/explore/-/write/team');
    await page.getByLabel(/^Name/).fill('Test & <Trial>');
    await choose(page, 'Manager', 'Ada Abbott');
    await page.getByLabel('Description').fill('For a while');
    await page.getByRole('button', { name: 'Create or update' }).click();
    await done(page, 'Created the team Test & <Trial>.', 'created');
    const [team] = await roster.rows("Teams?$filter=name eq 'Test %26 <Trial>'&$expand=manager");
    assert.equal(team.manager.displayName, 'Ada Abbott');
    assert.equal(team.description, 'For a while');
  });

  scenario('a member is added twice and removed twice', options, async ({ page, roster }) => {
    const [team] = await roster.rows('Teams?$top=1&$orderby=name');
    const [user] = await roster.rows(
      `Users?$top=1&$orderby=displayName&$filter=isActive and firstName ne null and not memberships/any(m:m/teamId eq ${team.teamId})`);
    const members = () => roster.count('TeamMembers', `teamId eq ${team.teamId} and systemUserId eq ${user.systemUserId}`);
    await page.goto('/explore/-/write/member');
    await choose(page, 'Team', team.name);
    await choose(page, 'User', user.displayName, user.emailAddress);
    await seen(page.getByText(`${user.displayName} is no member of ${team.name}.`));
    const add = page.getByRole('button', { name: 'Add to the team' });
    const remove = page.getByRole('button', { name: 'Remove from the team' });
    await add.click();
    await done(page, `Added ${user.displayName} to ${team.name}.`, 'created');
    assert.equal(await members(), 1);
    await add.click();
    await done(page, `${user.displayName} was a member of ${team.name} already.`, 'unchanged');
    assert.equal(await members(), 1);
    await remove.click();
    await done(page, `Removed ${user.displayName} from ${team.name}.`, 'removed');
    assert.equal(await members(), 0);
    await remove.click();
    await done(page, `${user.displayName} was no member of ${team.name}.`, 'no member');
    const log = page.getByRole('region', { name: 'Written in this session' }).getByRole('listitem');
    assert.equal(await log.count(), 4);
  });

  scenario('a key that cannot write is offered no form', { ...options, as: 'read' }, async ({ page, roster }) => {
    await page.goto('/explore/');
    await seen(page.getByRole('heading', { name: 'Users' }));
    assert.equal(await page.getByRole('link', { name: 'Write' }).count(), 0);
    await page.goto('/explore/-/write/user');
    await seen(page.getByText('This key cannot write'));
    assert.equal(await page.getByRole('textbox').count(), 0);
    await page.goto("/explore/Users(emailAddress='ada.abbott@thornfield.example')");
    await seen(page.getByRole('heading', { level: 2, name: 'Ada Abbott' }));
    assert.equal(await page.getByRole('link', { name: 'Edit' }).count(), 0);
    const refused = await roster.ask('/api/v1/users/upsert', {
      method: 'POST', body: '{"emailAddress":"x@thornfield.example"}', key: roster.readKey,
    });
    assert.equal(refused.status, 403);
  });

  scenario('the form says what it would send', options, async ({ page, roster }) => {
    await page.goto('/explore/-/write/user');
    await page.getByLabel('Email address').fill('sent@thornfield.example');
    await page.getByText('As a request').click();
    await eventually(async () => assert.deepEqual(
      JSON.parse(await page.getByLabel('Body', { exact: true }).innerText()), { emailAddress: 'sent@thornfield.example' }));
    await reads(page.getByLabel('curl', { exact: true }), /\/api\/v1\/users\/upsert'$/);
    assert.equal(await roster.count('Users', "emailKey eq 'sent@thornfield.example'"), 0);
    await gone(outcome(page));
  });

  scenario('fast keys choose nobody else', { as: 'admin' }, async ({ page }) => {
    await page.goto('/explore/-/write/member');
    const user = page.getByRole('combobox', { name: 'User' });
    await user.fill('ada');
    await seen(page.getByRole('option').first());
    await user.press('ControlOrMeta+a');
    await page.keyboard.insertText('zo');
    await page.keyboard.press('Tab');
    assert.doesNotMatch(await user.inputValue(), /^Ada/i);
  });
}
