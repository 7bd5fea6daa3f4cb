// One's keys and, for admins, those of the workspace.
import { useEffect, useRef, useState } from "preact/hooks";
import { plural } from "../model/format";
import { isAbort, messageOf } from "../model/http";
import { session } from "../model/session";
import { Button } from "../parts/button";
import { Empty, Problem, Waiting } from "../parts/state";
import { CreateKey } from "./create";
import { type Key, listKeys } from "./key";
import { KeyList } from "./list";
import { RevokeKey } from "./revoke";

/** The keys that are wanted; asked for again when `again` changes. */
function useKeys(everybodys: boolean, again: number) {
  const [keys, setKeys] = useState<Key[]>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const ending = new AbortController();
    setProblem("");
    listKeys(everybodys, ending.signal).then(setKeys, (e) => {
      if (!isAbort(e)) setProblem(messageOf(e));
    });
    return () => ending.abort();
  }, [everybodys, again]);
  return { keys, problem };
}

export function Security() {
  const { can, user } = session.value!;
  const [everybodys, setEverybodys] = useState(false);
  const [again, setAgain] = useState(0);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const { keys, problem } = useKeys(everybodys, again);
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section class="card stack" aria-labelledby="security">
      <header class="row">
        <h2 id="security" ref={heading} tabIndex={-1} class="grow">Security</h2>
        {can.admin && <Button icon="plus" look="primary" onClick={() => setCreating(true)}>New key</Button>}
      </header>
      <p class="muted">
        API keys are how tools, scripts and this page get in. Their secrets are stored nowhere: a list can show their
        names only.
      </p>
      {can.admin && (
        <div class="row" role="group" aria-label="Whose keys">
          <Button class="small" aria-pressed={!everybodys} onClick={() => setEverybodys(false)}>My keys</Button>
          <Button class="small" aria-pressed={everybodys} onClick={() => setEverybodys(true)}>
            The whole workspace
          </Button>
        </div>
      )}
      {problem && (
        <Problem>
          <p>The keys cannot be listed: {problem}</p>
          <p><Button class="small" onClick={() => setAgain(again + 1)}>Try again</Button></p>
        </Problem>
      )}
      {!keys && !problem && <Waiting />}
      {keys?.length === 0 && <Empty icon="key" title="No keys"><p>The first one is made by New key.</p></Empty>}
      {keys && keys.length > 0 && (
        <>
          <KeyList keys={keys} owners={everybodys} onRevoke={can.admin ? setRevoking : undefined} />
          <p class="muted" role="status">
            {plural(keys.length, "key")}, {keys.filter((k) => k.status === "active").length} active
          </p>
        </>
      )}
      {!can.admin && (
        <p class="notice">
          Keys for you are made by an admin of the workspace, on the server:{" "}
          <code class="breaks">roster key create --user {user.emailAddress} --scope read</code>. Admins can revoke any
          key here.
        </p>
      )}
      {creating && (
        <CreateKey title="New key" onMade={() => setAgain((n) => n + 1)} onClose={() => setCreating(false)} />
      )}
      {revoking && (
        <RevokeKey
          of={revoking}
          onClose={() => setRevoking(undefined)}
          onDone={() => {
            setRevoking(undefined);
            setAgain((n) => n + 1);
            setTimeout(() => heading.current?.focus());
          }}
        />
      )}
    </section>
  );
}
