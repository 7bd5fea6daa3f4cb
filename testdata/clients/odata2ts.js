// odata2ts makes a typed client of our $metadata; it compiles under strict rules,
// reads and filters.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { check, key, plain, root } from './check.js';

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, 'build');

function run(file, ...args) {
  try {
    return execFileSync(process.execPath, [join(here, 'node_modules', file), ...args], { cwd: here, encoding: 'utf8' });
  } catch (e) {
    throw new Error(e.stdout + e.stderr);
  }
}

await check('generates a service', async () => {
  rmSync(build, { recursive: true, force: true });
  mkdirSync(build);
  writeFileSync(join(build, 'metadata.xml'), await plain('$metadata'));
  const told = run(
    '@odata2ts/odata2ts/lib/run-cli.js',
    ...['--source', 'build/metadata.xml', '--output', 'build/typed', '--mode', 'service', '--emit-mode', 'ts'],
  );
  assert.match(told, /Successfully generated services!/);
});

await check('compiles under tsc strict', () => {
  run('typescript/bin/tsc', '-p', '.');
  mkdirSync(join(build, 'js'), { recursive: true });
  writeFileSync(join(build, 'js/package.json'), '{"type":"commonjs"}');
  return `TypeScript ${run('typescript/bin/tsc', '--version').trim().split(' ')[1]}`;
});

const typed = createRequire(import.meta.url)('./build/js/typed.js');
const service = typed.open(root.replace(/\/$/, ''), key);

await check('filters, sorts, selects, counts', async () => {
  const { users, count } = await typed.activeExecutives(service);
  const query = "isActive eq true and startswith(lastName,'S') and tags/any(t:t eq 'AE')";
  const want = await plain(
    `Users?$top=5&$count=true&$orderby=lastName desc,systemUserId&$filter=${encodeURIComponent(query)}`,
  );
  assert.equal(count, want['@odata.count']);
  assert.ok(count > 5);
  assert.deepEqual(users.map((u) => u.displayName), want.value.map((u) => u.displayName));
  assert.ok(users.every((u) => u.isActive && u.tags.includes('AE')));
  return `${count} rows`;
});

await check('expands', async () => {
  const teams = await typed.teamsWithMembers(service);
  assert.equal(teams.length, 4);
  assert.ok(teams.every((t) => t.members.length >= 1 && t.members.length <= 3));
  assert.ok(teams.some((t) => t.manager?.displayName));
});

await check('times', async () => {
  const all = Number(await plain('Users/$count'));
  const before = await typed.createdBetween(service, '2000-01-01T00:00:00Z', '2024-06-01T00:00:00.000+02:00');
  const after = await typed.createdBetween(service, '2024-06-01T00:00:00.000+02:00', '2100-01-01T00:00:00Z');
  assert.equal(before + after, all);
  assert.ok(before > 0 && after > 0, `${before} ${after}`);
});

await check('reads by key and along links', async () => {
  const [known] = (await plain('TeamMembers?$top=1&$expand=user,team')).value;
  const { user, memberships, team } = await typed.one(service, known.systemUserId);
  assert.equal(user.displayName, known.user.displayName);
  assert.ok(memberships.length > 0 && memberships.every((m) => m.team.name));
  assert.equal(team.teamId, memberships[0].teamId);
});
