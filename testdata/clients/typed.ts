// Uses the client that odata2ts has generated from our $metadata. That this file
// compiles is half of the test.
import { FetchClient } from '@odata2ts/http-client-fetch';

import { RosterService } from './build/typed/RosterService';
import type { Team, User } from './build/typed/RosterModel';

export function open(root: string, key: string) {
  return new RosterService(new FetchClient({ headers: { 'X-ApiKey': key } }), root);
}

type Service = ReturnType<typeof open>;

export async function activeExecutives(service: Service) {
  const answer = await service.Users().query((b, q) =>
    b
      .select('displayName', 'lastName', 'isActive', 'tags')
      .filter(q.isActive.isTrue(), q.lastName.startsWith('S'), q.tags.any((t) => t.it.eq('AE')))
      .orderBy(q.lastName.desc(), q.systemUserId.asc())
      .count()
      .top(5),
  );
  const users: Pick<User, 'displayName' | 'lastName' | 'isActive' | 'tags'>[] = answer.data.value;
  const count: number = answer.data['@odata.count'] ?? -1;
  return { users, count };
}

export async function teamsWithMembers(service: Service) {
  const answer = await service.Teams().query((b, q) =>
    b
      .filter(q.membersCanViewCredits.eq(false).and(q.members.any((m) => m.role.eq('Deactivated'))))
      .expanding('members', (e, m) => e.select('displayName').orderBy(m.displayName.asc()).top(3))
      .expanding('manager', (e) => e.select('displayName', 'managerId'))
      .orderBy(q.name.asc())
      .top(4),
  );
  return answer.data.value satisfies Partial<Team>[];
}

export async function createdBetween(service: Service, from: string, to: string) {
  const answer = await service
    .Users()
    .query((b, q) => b.filter(q.createdAt.ge(from), q.createdAt.lt(to)).count().top(0));
  return answer.data['@odata.count'];
}

export async function one(service: Service, id: string) {
  const user = (await service.Users(id).query()).data;
  const manager = await service.Users(id).manager().query();
  const memberships = await service.Users(id).memberships().query((b) => b.expand('team'));
  const link = memberships.data.value[0];
  const team =
    link && (await service.TeamMembers({ teamId: link.teamId, systemUserId: link.systemUserId }).team().query());
  return { user, manager: manager.data, memberships: memberships.data.value, team: team?.data };
}

// What the types must refuse.
export function refused(service: Service) {
  // @ts-expect-error: there is no such property
  service.Users().query((b) => b.select('surname'));
  // @ts-expect-error: a text is no truth value
  service.Users().query((b, q) => b.filter(q.isActive.eq('yes')));
  // @ts-expect-error: both parts of the key are needed
  service.TeamMembers({ teamId: 'x' });
  const nullable: Pick<User, 'lastName' | 'emailAddress'> = { lastName: null, emailAddress: 'a' };
  // @ts-expect-error: this one is never null
  nullable.emailAddress = null;
}
