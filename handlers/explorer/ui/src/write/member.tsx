// Adding users to teams and removing them.
import { useEffect, useState } from "preact/hooks";
import { resource, route } from "../model/address";
import { formatAgo } from "../model/format";
import { getJSON, isAbort, messageOf } from "../model/http";
import { encode } from "../model/query";
import { type EntitySet, setOf } from "../model/schema";
import { useBusy } from "../parts/busy";
import { Button } from "../parts/button";
import { Problem } from "../parts/state";
import { type Choice, choiceOf, Typeahead } from "../parts/typeahead";
import { callURL, type Done, type Refusal, refusalOf, write } from "./call";
import { Frame } from "./frame";
import { type Outcome, remember, Request } from "./outcome";
import { Refused, useFocusOnError } from "./refused";

export function Member() {
  const set = setOf("TeamMember");
  const teams = setOf("Team");
  const users = setOf("User");
  if (!set || !teams || !users) return <Problem><p>The service has no memberships.</p></Problem>;
  return <MemberForm key={route.value.search} set={set} teams={teams} users={users} />;
}

/** The entity that the address names. */
function usePrefilled(set: EntitySet, name: string, onProblem: (text: string) => void) {
  const [chosen, choose] = useState<Choice>();
  useEffect(() => {
    const id = new URLSearchParams(route.peek().search).get(name);
    if (id) choiceOf(set, id).then(choose, (e) => onProblem(messageOf(e)));
  }, []);
  return [chosen, choose] as const;
}

/** Since when the user is a member, "" for no member, undefined while that is not known. */
function useMembership(set: EntitySet, team: Choice | undefined, user: Choice | undefined, again: unknown) {
  const [since, setSince] = useState<string>();
  useEffect(() => {
    setSince(undefined);
    if (!team || !user) return;
    const ending = new AbortController();
    const filter = encode(`teamId eq ${team.id} and systemUserId eq ${user.id}`);
    const url = resource(set.name, `$filter=${filter}&$select=createdAt`);
    getJSON<{ value: { createdAt: string }[] }>(url, ending.signal)
      .then((a) => setSince(a.value[0]?.createdAt ?? ""), (e) => {
        // The calls work without it.
        if (!isAbort(e)) setSince(undefined);
      });
    return () => ending.abort();
  }, [team?.id, user?.id, again]);
  return since;
}

function saying(done: Done, user: string, team: string): string {
  switch (done) {
    case "created":
      return `Added ${user} to ${team}.`;
    case "deleted":
      return `Removed ${user} from ${team}.`;
    case "notMember":
      return `Nothing to remove: ${user} was no member of ${team}.`;
    default:
      return `Nothing to change: ${user} was a member of ${team} already.`;
  }
}

type Action = "create" | "delete";

function MemberForm({ set, teams, users }: { set: EntitySet; teams: EntitySet; users: EntitySet }) {
  const [problem, setProblem] = useState("");
  const [team, chooseTeam] = usePrefilled(teams, "teamId", setProblem);
  const [user, chooseUser] = usePrefilled(users, "systemUserId", setProblem);
  const [action, setAction] = useState<Action>("create");
  const [busy, alone] = useBusy();
  const [refusal, setRefusal] = useState<Refusal>();
  const [outcome, setOutcome] = useState<Outcome>();
  const since = useMembership(set, team, user, outcome);
  const element = useFocusOnError(refusal);
  const body = { teamId: team?.id ?? null, systemUserId: user?.id ?? null };

  const send = (what: Action) => alone(async () => {
    setAction(what);
    setOutcome(undefined);
    const missing = !team ? "teamId" : !user ? "systemUserId" : "";
    setRefusal(missing ? { message: "Choose one of the list.", member: missing, ids: [] } : undefined);
    if (!team || !user) return;
    try {
      const answer = await write(callURL(`team-members/${what}`), { teamId: team.id, systemUserId: user.id });
      const next: Outcome = {
        done: answer.result, text: saying(answer.result, user.title, team.title), set,
        row: answer.teamMember ?? body, names: ["teamId", "systemUserId", "createdAt"],
        titles: { teamId: team, systemUserId: user }, gone: what === "delete",
      };
      setOutcome(next);
      remember(next);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  });
  const wrong = (name: string): string | undefined => (refusal?.member === name ? refusal.message : undefined);
  const choosing = (choose: (c: Choice | undefined) => void) => (choice: Choice | undefined): void => {
    choose(choice);
    setRefusal(undefined);
    setProblem("");
  };
  return (
    <Frame
      form={element}
      onSubmit={() => void send("create")}
      outcome={outcome}
      request={<Request name={`team-members/${action}`} body={body} />}
    >
      <header class="stack">
        <h2 id="write-title">Add a user to a team, or remove one</h2>
        <p class="muted">Adding a member twice and removing one who is none are no errors: nothing changes.</p>
      </header>
      {problem && <Problem><p>What the address names cannot be opened: {problem}</p></Problem>}
      {refusal && <Refused refusal={refusal} set={set} names={["teamId", "systemUserId"]} />}
      <div class="controls">
        <Typeahead set={teams} label="Team" chosen={team} onChoose={choosing(chooseTeam)} error={wrong("teamId")} />
        <Typeahead
          set={users}
          label="User"
          chosen={user}
          onChoose={choosing(chooseUser)}
          error={wrong("systemUserId")}
        />
      </div>
      <p class="muted" role="status">
        {team && user && since !== undefined && (
          <>
            {user.title} is {since ? "a" : "no"} member of {team.title}
            {since && <> since <time dateTime={since} title={`${since} (UTC)`}>{formatAgo(since)}</time></>}.
          </>
        )}
      </p>
      <div class="actions">
        <Button look="danger" aria-disabled={busy} onClick={() => void send("delete")}>Remove from the team</Button>
        <Button type="submit" look="primary" aria-disabled={busy}>Add to the team</Button>
      </div>
    </Frame>
  );
}
