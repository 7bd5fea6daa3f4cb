/* global sap, asked, said */
// Runs in the page: UI5's model reads the directory from another origin, and the
// page reports to the server it came from.

const modules = [
  'sap/base/Log',
  'sap/ui/model/odata/v4/ODataModel',
  'sap/ui/model/Filter',
  'sap/ui/model/FilterOperator',
  'sap/ui/model/Sorter',
];

sap.ui.require(
  modules,
  (Log, ODataModel, Filter, FilterOperator, Sorter) => {
    Log.addLogListener({
      onLogEntry: (e) => {
        if (e.level <= Log.Level.WARNING) said.push(`log: ${e.message} ${e.details} ${e.component}`);
      },
    });
    run({ ODataModel, Filter, FilterOperator, Sorter }).catch((e) => report([{ name: 'start', error: String(e) }]));
  },
  (e) => report([{ name: 'load', error: String(e) }]),
);

function report(checks) {
  return fetch('/report', { method: 'POST', body: JSON.stringify({ version: sap.ui.version, checks, asked, said }) });
}

function equal(got, want, what) {
  const [g, w] = [JSON.stringify(got), JSON.stringify(want)];
  if (g !== w) throw new Error(`${what}: got ${g}, want ${w}`);
}

function ok(condition, what) {
  if (!condition) throw new Error(what);
}

async function run({ ODataModel, Filter, FilterOperator, Sorter }) {
  const { root, key } = await (await fetch('/where')).json();
  const plain = async (path) => {
    const url = `${root}${path}${path.includes('?') ? '&' : '?'}plain`;
    return (await fetch(url, { headers: { 'X-ApiKey': key } })).json();
  };
  const model = new ODataModel({
    serviceUrl: root,
    groupId: '$direct',
    operationMode: 'Server',
    autoExpandSelect: true,
    httpHeaders: { 'X-ApiKey': key },
  });
  const objects = (contexts) => contexts.map((c) => c.getObject());
  const anyCase = { caseSensitive: false };
  const isActive = new Filter('isActive', FilterOperator.EQ, true);

  const checks = [];
  const check = async (name, fn) => {
    try {
      checks.push({ name, told: await fn() });
    } catch (e) {
      checks.push({ name, error: `${e.message}\n${e.stack}` });
    }
  };

  await check('metadata', async () => {
    const meta = model.getMetaModel();
    const container = await meta.requestObject('/');
    equal(
      Object.keys(container).filter((n) => container[n].$kind === 'EntitySet'),
      ['Users', 'Teams', 'TeamMembers'],
      'entity sets',
    );
    const user = await meta.requestObject('/Users/');
    equal(user.$kind, 'EntityType', 'kind');
    equal(user.$Key, ['systemUserId'], 'key');
    equal((await meta.requestObject('/TeamMembers/')).$Key, ['teamId', 'systemUserId'], 'compound key');
    const facets = (p) => [p.$Type, p.$isCollection, p.$Nullable, p.$MaxLength, p.$Precision];
    equal(facets(user.emailAddress), ['Edm.String', undefined, false, 254, undefined], 'string');
    equal(facets(user.createdAt), ['Edm.DateTimeOffset', undefined, false, undefined, 6], 'time');
    equal(facets(user.tags), ['Edm.String', true, false, 100, undefined], 'collection');
    equal(await meta.requestObject('/TeamMembers/team/members/manager/$Type'), 'Roster.User', 'a path');
    equal(user.memberships.$Partner, 'user', 'partner');
    ok(container.Users.$NavigationPropertyBinding.teams === 'Teams', 'binding');
    for (const [name, p] of Object.entries(user)) {
      if (p.$kind === 'Property' && !p.$isCollection) {
        const type = await meta.requestUI5Type(`/Users/${name}`);
        ok(type.getName().startsWith('sap.ui.model.odata.type.'), `${name} is ${type.getName()}`);
      }
    }
    return `${Object.keys(user).length} members of User`;
  });

  await check('annotations', async () => {
    const meta = model.getMetaModel();
    const roles = await meta.requestObject('/Users/role@Org.OData.Validation.V1.AllowedValues');
    equal(roles.map((r) => r.Value), ['FullAdmin', 'LimitedAdmin', 'Participant', 'Deactivated'], 'roles');
    const computed = await meta.requestObject('/Users/displayName@Org.OData.Core.V1.Computed');
    equal(computed, true, 'computed');
    const said = await meta.requestObject('/Users/displayName@Org.OData.Core.V1.Description');
    ok(typeof said === 'string' && said.length > 0, 'a description');
    // On the set or on its type.
    const term = 'Org.OData.Core.V1.AlternateKeys';
    const keys = (await meta.requestObject(`/Users@${term}`)) ?? (await meta.requestObject(`/Users/@${term}`));
    const names = keys.map((k) => k.Key.map((p) => p.Name.$PropertyPath).join());
    equal(names.sort(), ['emailAddress', 'externalId'], 'alternate keys');
    return roles.map((r) => r.Value).join(', ');
  });

  await check('list with count, filter and sort', async () => {
    const list = model.bindList(
      '/Users',
      undefined,
      [new Sorter('lastName', true), new Sorter('firstName')],
      [isActive, new Filter({ path: 'displayName', operator: FilterOperator.Contains, value1: 'AN', ...anyCase })],
      { $count: true, $select: ['displayName', 'lastName', 'firstName', 'isActive'] },
    );
    const rows = objects(await list.requestContexts(0, 25));
    const query = "isActive eq true and contains(tolower(displayName),'an')";
    const want = await plain(
      `Users?$top=25&$count=true&$orderby=lastName desc,firstName&$filter=${encodeURIComponent(query)}`,
    );
    equal(rows.map((r) => r.displayName), want.value.map((r) => r.displayName), 'rows');
    equal(list.getCount(), want['@odata.count'], 'count');
    ok(want['@odata.count'] > 25, 'there are more than one page');
    const more = objects(await list.requestContexts(25, 25));
    ok(more.length > 0 && more[0].displayName !== rows[0].displayName, 'scrolls on');
    list.filter(new Filter('role', FilterOperator.EQ, 'Deactivated'), 'Application');
    equal(objects(await list.requestContexts(0, 5)).filter((r) => r.isActive).length, 0, 'a filter set later');
    return `${want['@odata.count']} rows`;
  });

  await check('every filter operator', async () => {
    const all = (await plain('Users/$count')) || 0;
    const date = '2020-01-01T00:00:00Z';
    const counts = {};
    for (const [name, filter] of Object.entries({
      BT: new Filter('createdAt', FilterOperator.BT, date, '2100-01-01T00:00:00Z'),
      NB: new Filter('createdAt', FilterOperator.NB, date, '2100-01-01T00:00:00Z'),
      EndsWith: new Filter('emailAddress', FilterOperator.EndsWith, '.example'),
      NotEndsWith: new Filter('emailAddress', FilterOperator.NotEndsWith, '.example'),
      StartsWith: new Filter('lastName', FilterOperator.StartsWith, 'A'),
      NotStartsWith: new Filter('lastName', FilterOperator.NotStartsWith, 'A'),
      Contains: new Filter('displayName', FilterOperator.Contains, "O'"),
      NotContains: new Filter('displayName', FilterOperator.NotContains, "O'"),
      NE: new Filter('lastName', FilterOperator.NE, null),
      EQ: new Filter('lastName', FilterOperator.EQ, null),
      GE: new Filter('displayName', FilterOperator.GE, 'N'),
      LT: new Filter('displayName', FilterOperator.LT, 'N'),
      GT: new Filter('isActive', FilterOperator.GT, false),
      LE: new Filter('isActive', FilterOperator.LE, false),
    })) {
      const list = model.bindList('/Users', undefined, [], [filter], { $count: true, $select: 'displayName' });
      await list.requestContexts(0, 1);
      counts[name] = list.getCount();
    }
    for (const [a, b] of [['BT', 'NB'], ['EndsWith', 'NotEndsWith'], ['NE', 'EQ'], ['GE', 'LT'], ['GT', 'LE'],
      ['Contains', 'NotContains']]) {
      equal(counts[a] + counts[b], all, `${a} and ${b}`);
    }
    return JSON.stringify(counts);
  });

  await check('expand', async () => {
    const list = model.bindList('/Teams', undefined, [new Sorter('name')], [], {
      $select: 'name',
      $expand: {
        manager: { $select: 'displayName' },
        members: { $select: ['displayName', 'tags'], $orderby: 'displayName', $filter: 'isActive', $count: true },
        parentTeam: { $select: 'name', $expand: { manager: { $select: 'displayName' } } },
      },
    });
    const teams = objects(await list.requestContexts(0, 20));
    equal(teams.length, 20, 'teams');
    ok(teams.some((t) => t.parentTeam?.manager?.displayName), 'two levels');
    ok(teams.some((t) => t.manager === null || t.manager.displayName), 'single');
    const full = teams.find((t) => t.members.length > 1);
    // The model asks for IEEE754Compatible, so counts come as texts.
    equal(String(full.members.length), full['members@odata.count'], 'count of the expanded');
    equal(full.members.map((m) => m.displayName), full.members.map((m) => m.displayName).sort(), 'order');
    ok(Array.isArray(full.members[0].tags), 'collection');
    return `${teams.reduce((n, t) => n + t.members.length, 0)} members of ${teams.length} teams`;
  });

  await check('read by key', async () => {
    const [first] = (await plain('Users?$top=1&$skip=7')).value;
    const user = await model.bindContext(`/Users(${first.systemUserId})`).requestObject();
    delete user['@odata.context'];
    equal({ ...first, ...user }, first, 'the entity');
    const context = model.bindContext(`/Users(${first.systemUserId})`, undefined, {
      $select: ['displayName', 'createdAt'],
      $expand: { memberships: { $expand: { team: { $select: 'name' } } } },
    });
    const expanded = await context.requestObject();
    ok(expanded.memberships.every((m) => m.team.name), 'expanded');
    const bound = context.getBoundContext();
    ok(/20\d\d/.test(await bound.requestProperty('createdAt', true)), 'as the type formats it');
    const byAddress = await model.bindContext(`/Users(emailAddress='${first.emailAddress}')`).requestObject();
    equal(byAddress.systemUserId, first.systemUserId, 'alternate key');
    const [link] = (await plain('TeamMembers?$top=1')).value;
    const path = `/TeamMembers(teamId=${link.teamId},systemUserId=${link.systemUserId})`;
    equal((await model.bindContext(`${path}/user`).requestObject()).systemUserId, link.systemUserId, 'through a link');
    equal(await model.bindContext(path).getBoundContext().requestProperty('user/systemUserId'), link.systemUserId,
      'a path of properties');
    return first.displayName;
  });

  await check('any and all', async () => {
    const tagged = model.bindList('/Users', undefined, [], [
      new Filter({
        path: 'tags',
        operator: FilterOperator.Any,
        variable: 't',
        condition: new Filter('t', FilterOperator.EQ, 'AE'),
      }),
      isActive,
    ], { $count: true, $select: ['displayName', 'tags'] });
    const rows = objects(await tagged.requestContexts(0, 10));
    equal(rows.length, 10, 'rows');
    ok(rows.every((r) => r.tags.includes('AE')), 'tags');
    const nested = model.bindList('/Users', undefined, [], [
      new Filter({
        path: 'memberships',
        operator: FilterOperator.Any,
        variable: 'm',
        condition: new Filter({
          filters: [
            new Filter('m/team/name', FilterOperator.StartsWith, 'South'),
            new Filter('m/createdAt', FilterOperator.GT, '2000-01-01T00:00:00Z'),
          ],
          and: true,
        }),
      }),
    ], { $select: 'displayName', $expand: { teams: { $select: 'name' } } });
    const found = objects(await nested.requestContexts(0, 10));
    ok(found.length > 0 && found.every((u) => u.teams.some((t) => t.name.startsWith('South'))), 'nested');
    const all = model.bindList('/Teams', undefined, [], [
      new Filter({
        path: 'members',
        operator: FilterOperator.All,
        variable: 'm',
        condition: new Filter('m/isActive', FilterOperator.EQ, true),
      }),
      new Filter({ path: 'members', operator: FilterOperator.Any }),
    ], { $count: true, $select: 'name' });
    await all.requestContexts(0, 1);
    ok(all.getCount() > 0, 'all');
    return `${tagged.getCount()} tagged AE, ${all.getCount()} teams active throughout`;
  });

  await check('all rows, over pages', async () => {
    const want = (await plain('TeamMembers?$count=true&$top=0'))['@odata.count'];
    const list = model.bindList('/TeamMembers', undefined, [], [], { $select: ['teamId', 'systemUserId'] });
    // The server ends a page where it likes; the model then knows that there is more.
    const rows = [];
    let pages = 0;
    do {
      rows.push(...objects(await list.requestContexts(rows.length, Infinity)));
      pages += 1;
    } while (!list.isLengthFinal());
    ok(pages > 1, 'pages');
    equal(list.getLength(), want, 'length');
    equal(rows.length, want, 'rows');
    equal(new Set(rows.map((r) => r.teamId + r.systemUserId)).size, want, 'distinct rows');
    return `${rows.length} rows in ${pages} pages`;
  });

  await report(checks);
}
