// o.js (npm: odata) reads and filters.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { check, key, plain, root } from './check.js';

const { o } = createRequire(import.meta.url)('odata');

const service = () => o(root, { headers: { 'X-ApiKey': key } });

await check('filters, sorts and selects', async () => {
  const $filter = "tags/any(t:t eq 'AE') and contains(displayName,'O''') or startswith(lastName,'Å')";
  const users = await service()
    .get('Users')
    .query({ $filter, $orderby: 'lastName desc,firstName', $select: 'displayName,lastName', $top: 5, $count: true });
  const want = await plain(`Users?$top=5&$orderby=lastName desc,firstName&$filter=${encodeURIComponent($filter)}`);
  assert.ok(users.length > 0);
  assert.deepEqual(users.map((u) => u.displayName), want.value.map((u) => u.displayName));
  return `${users.length} rows`;
});

await check('expands', async () => {
  const teams = await service()
    .get('Teams')
    .query({ $expand: 'manager($select=displayName),members($top=2;$orderby=displayName)', $top: 5, $orderby: 'name' });
  assert.equal(teams.length, 5);
  assert.ok(teams.some((t) => t.members.length === 2 && t.manager));
});

await check('reads by key, and counts', async () => {
  const [want] = (await plain('Users?$top=1&$skip=3')).value;
  const user = await service().get(`Users(${want.systemUserId})`).query();
  assert.equal((Array.isArray(user) ? user[0] : user).displayName, want.displayName);
  const count = await service().get('Users/$count').query({ $filter: 'not isActive' });
  assert.equal(Number(count), Number(await plain('Users/$count?$filter=not isActive')));
  return `${count} inactive users`;
});

await check('follows pages', async () => {
  const headers = { 'X-ApiKey': key, Prefer: 'odata.maxpagesize=50' };
  let rows = 0;
  let pages = 0;
  for (let url = `${root}Teams?$select=name&$count=true`; url; pages += 1) {
    const answer = await o(url, { headers }).get('').fetch();
    const page = await (Array.isArray(answer) ? answer[0] : answer).json();
    rows += page.value.length;
    url = page['@odata.nextLink'];
    assert.equal(page['@odata.count'], 120);
  }
  assert.equal(rows, 120);
  assert.equal(pages, 3);
});
