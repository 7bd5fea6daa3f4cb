// A small model for tests: users, teams, memberships.
import type { EntityType, Navigation, Property } from "../model/schema";
import type { Types } from "../query/subject";

const property = (name: string, type: string, more: Partial<Property> = {}): Property => ({
  name,
  type: `Edm.${type}`,
  collection: false,
  nullable: false,
  description: "",
  computed: false,
  ...more,
});

const one = (name: string, type: string, own: string, key: string, nullable = false): Navigation => ({
  name,
  type,
  collection: false,
  nullable,
  description: "",
  constraint: { [own]: key },
});

const many = (name: string, type: string): Navigation => ({
  name,
  type,
  collection: true,
  nullable: false,
  description: "",
  constraint: {},
});

const user: EntityType = {
  name: "User",
  description: "",
  key: ["userId"],
  alternateKeys: [["emailAddress"]],
  properties: [
    property("userId", "Guid"),
    property("emailAddress", "String"),
    property("displayName", "String"),
    property("role", "String", { allowed: ["Admin", "Member"] }),
    property("isActive", "Boolean"),
    property("nickName", "String", { nullable: true }),
    property("managerId", "Guid", { nullable: true }),
    property("points", "Int32"),
    property("share", "Double", { nullable: true }),
    property("tags", "String", { collection: true }),
    property("createdAt", "DateTimeOffset"),
    property("bornOn", "Date", { nullable: true }),
  ],
  navigations: [
    one("manager", "User", "managerId", "userId", true),
    many("memberships", "Member"),
    many("teams", "Team"),
  ],
};

const team: EntityType = {
  name: "Team",
  description: "",
  key: ["teamId"],
  alternateKeys: [],
  properties: [
    property("teamId", "Guid"),
    property("name", "String"),
    property("tags", "String", { collection: true }),
  ],
  navigations: [many("memberships", "Member"), many("users", "User")],
};

const member: EntityType = {
  name: "Member",
  description: "",
  key: ["teamId", "userId"],
  alternateKeys: [],
  properties: [property("teamId", "Guid"), property("userId", "Guid"), property("createdAt", "DateTimeOffset")],
  navigations: [one("user", "User", "userId", "userId"), one("team", "Team", "teamId", "teamId")],
};

export const types: Types = new Map([user, team, member].map((t) => [t.name, t]));
export const userType = user;
export const teamType = team;
