// What the two upserts have of their own.
import { literal } from "../model/schema";
import type { CallName } from "./call";
import type { FormName } from "./edit";

export interface Section {
  title: string;
  names: string[];
}

export interface Subject {
  form: FormName;
  type: string;
  noun: string;
  call: CallName;
  member: "user" | "team";
  /** The property that the service finds the entity by. */
  match: string;
  intro: string;
  /** The filter that finds the entity with that value. */
  finds: (text: string) => string;
  sections: Section[];
  /** What lists and flags are for a new entity about which nothing is said. */
  defaults: Record<string, string>;
  /** What helps to fill in a form, where that is another text than what describes the property; "" is none. */
  hints: Record<string, string>;
}

/** All properties that the form has. */
export const namesOf = (subject: Subject): string[] => subject.sections.flatMap((s) => s.names);

export const user: Subject = {
  form: "user",
  type: "User",
  noun: "user",
  call: "users/upsert",
  member: "user",
  match: "emailAddress",
  intro: "Creates the user with this email address, or changes the one who has it.",
  finds: (text) => `emailKey eq ${literal("Edm.String", text.toLowerCase())}`,
  sections: [
    { title: "Who it is", names: ["emailAddress", "externalId", "firstName", "lastName"] },
    { title: "Place and rights", names: ["role", "managerId"] },
    { title: "Tags and aliases", names: ["tags", "aliases"] },
  ],
  defaults: { role: "Participant" },
  hints: {
    emailAddress: "Capitals and small letters are the same.",
    externalId: "The id in the system that the user comes from.",
    firstName: "", lastName: "", role: "", managerId: "",
  },
};

export const team: Subject = {
  form: "team",
  type: "Team",
  noun: "team",
  call: "teams/upsert",
  member: "team",
  match: "name",
  intro: "Creates the team with this name, or changes the one that has it.",
  finds: (text) => `tolower(name) eq ${literal("Edm.String", text.toLowerCase())}`,
  sections: [
    { title: "What it is", names: ["name", "externalId", "description"] },
    { title: "Place", names: ["managerId", "parentTeamId"] },
    { title: "Who may view what", names: ["managerCanViewResults", "managerCanViewCredits", "membersCanViewCredits"] },
    { title: "Tags and aliases", names: ["tags", "aliases"] },
  ],
  defaults: { managerCanViewResults: "no", managerCanViewCredits: "no", membersCanViewCredits: "no" },
  hints: {
    name: "Capitals and small letters are the same.",
    externalId: "The id in the system that the team comes from.",
    description: "", managerId: "", parentTeamId: "The team that this one is part of.",
  },
};
