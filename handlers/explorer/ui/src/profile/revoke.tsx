// Revoking a key.
import { useState } from "preact/hooks";
import { formatAgo } from "../model/format";
import { messageOf } from "../model/http";
import { useBusy } from "../parts/busy";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Problem } from "../parts/state";
import { announce } from "../parts/toast";
import { type Key, revokeKey } from "./key";

const uses = {
  read: "Reports and other readers that use it can refresh no more",
  write: "Scripts that use it can neither read nor write any more",
  admin: "Scripts and people who use it can neither read, write nor manage keys any more",
};

/** Asks before a key is revoked, and says what stops then. */
export function RevokeKey({ of, onDone, onClose }: { of: Key; onDone: () => void; onClose: () => void }) {
  const [problem, setProblem] = useState("");
  const [busy, alone] = useBusy();
  const revoke = () => alone(async () => {
    setProblem("");
    try {
      await revokeKey(of);
      announce(`The key ${of.keyId} is revoked`);
      onDone();
    } catch (error) {
      setProblem(messageOf(error));
    }
  });
  return (
    <Dialog title={`Revoke the key ${of.keyId}?`} onClose={onClose}>
      {problem && <Problem><p>The key was not revoked: {problem}</p></Problem>}
      <p>
        It is a key of scope <strong>{of.scope}</strong> of {of.emailAddress},{" "}
        {of.lastUsedAt ? `last used ${formatAgo(of.lastUsedAt)}` : "never used so far"}. {uses[of.scope]}. This
        cannot be taken back; a new key can be made at any time.
      </p>
      {of.current && (
        <p class="notice warn">
          <strong>You are signed in with this key.</strong> Revoking it signs you out here and wherever it is used: have
          another one at hand.
        </p>
      )}
      <div class="actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" aria-disabled={busy} onClick={() => void revoke()}>
          {of.current ? "Revoke it and sign out" : "Revoke it"}
        </Button>
      </div>
    </Dialog>
  );
}
