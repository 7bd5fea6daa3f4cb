// @odata/client reads and filters.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { check, key, plain, root } from './check.js';

const require = createRequire(import.meta.url);
const { OData, EdmV4 } = require('@odata/client');

const client = OData.New4({ serviceEndpoint: root, commonHeaders: { 'X-ApiKey': key } });

await check('filters, sorts and counts', async () => {
  const filter = client
    .newFilter()
    .property('role').eq('LimitedAdmin')
    .property('lastName').ne(null)
    .property('createdAt').ge(EdmV4.DateTimeOffset.from(new Date('2020-01-01T00:00:00Z')));
  const options = client
    .newOptions()
    .filter(filter)
    .orderby('displayName', 'asc')
    .select(['displayName', 'role'])
    .count(true)
    .top(7);
  const answer = await client.newRequest({ collection: 'Users', params: options });
  const query = "role eq 'LimitedAdmin' and lastName ne null";
  const want = await plain(`Users?$count=true&$top=7&$orderby=displayName&$filter=${encodeURIComponent(query)}`);
  assert.equal(answer['@odata.count'], want['@odata.count']);
  assert.deepEqual(answer.value.map((u) => u.displayName), want.value.map((u) => u.displayName));
  assert.equal(answer.value.length, 7);
  return `${want['@odata.count']} rows`;
});

await check('reads by key', async () => {
  const [want] = (await plain('Users?$top=1&$skip=11')).value;
  const users = client.getEntitySet('Users');
  const user = await users.retrieve(EdmV4.Guid.from(want.systemUserId));
  assert.deepEqual({ ...user, '@odata.context': 0 }, { ...want, '@odata.context': 0 });
  const same = await users.retrieve({ emailAddress: want.emailAddress.toUpperCase() });
  assert.equal(same.systemUserId, want.systemUserId);
});

await check('finds, expands and counts', async () => {
  const teams = client.getEntitySet('Teams');
  const found = await teams.find({ name: "South East" });
  assert.equal(found.length, 1);
  const expanded = await teams.query(client.newOptions().expand('members').top(3).orderby('name', 'asc'));
  assert.equal(expanded.length, 3);
  assert.ok(expanded.some((t) => t.members.length > 0));
  const n = await client.getEntitySet('Users').count(client.newFilter().property('isActive').eq(false));
  assert.equal(n, Number(await plain('Users/$count?$filter=isActive%20eq%20false')));
  return `${n} inactive users`;
});
