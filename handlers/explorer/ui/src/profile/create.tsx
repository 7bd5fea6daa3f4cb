// Making a key.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { href } from "../model/address";
import { messageOf } from "../model/http";
import { session } from "../model/session";
import { useBusy } from "../parts/busy";
import { Button, CopyButton } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { Problem } from "../parts/state";
import { endOf, ExpiryFields, usualExpiry } from "./expiry";
import { createKey, type Key, type Scope, scopes } from "./key";

/**
 * A dialog that makes a key and shows its secret once: the secret is in no other place and gone when the dialog closes.
 * With `only` the key has that scope.
 */
export function CreateKey(
  { title, only, onMade, onClose }: {
    title: string;
    only?: Scope;
    onMade: (key: Key) => void;
    onClose: () => void;
  },
) {
  const [made, setMade] = useState<{ key: Key; secret: string }>();
  const take = (answer: { key: Key; secret: string }): void => {
    setMade(answer);
    onMade(answer.key);
  };
  return (
    <Dialog title={made ? "Copy the key now" : title} onClose={onClose} steady={made !== undefined}>
      {made ? <Secret made={made} onClose={onClose} /> : <Choices only={only} onMade={take} onClose={onClose} />}
    </Dialog>
  );
}

function Choices(
  { only, onMade, onClose }: {
    only: Scope | undefined;
    onMade: (made: { key: Key; secret: string }) => void;
    onClose: () => void;
  },
) {
  const [scope, setScope] = useState<Scope>(only ?? "read");
  const [expiry, setExpiry] = useState(usualExpiry);
  const [dayError, setDayError] = useState<string>();
  const [problem, setProblem] = useState("");
  const [busy, alone] = useBusy();
  const form = useRef<HTMLFormElement>(null);
  const name = useId();
  useEffect(() => {
    if (dayError) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [dayError]);
  const make = () => alone(async () => {
    const end = endOf(expiry);
    setDayError(end === undefined ? "Choose a day that has not passed." : undefined);
    if (end === undefined) return;
    setProblem("");
    try {
      onMade(await createKey(scope, end));
    } catch (error) {
      setProblem(messageOf(error));
    }
  });
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void make();
      }}
    >
      {problem && <Problem><p>No key was made: {problem}</p></Problem>}
      <p>
        It acts for you, <strong>{session.value?.user.displayName}</strong>, and never may more than you may.
      </p>
      {only
        ? <p><span class="badge">{only}</span> <span class="muted">{scopes.find(([s]) => s === only)?.[2]}</span></p>
        : (
          <fieldset class="options">
            <legend>Scope</legend>
            {scopes.map(([value, title, what]) => (
              <label key={value} class="option">
                <input
                  type="radio"
                  name={name}
                  value={value}
                  checked={scope === value}
                  onChange={() => setScope(value)}
                />
                <span><strong>{title}</strong> <span class="muted">{what}</span></span>
              </label>
            ))}
          </fieldset>
        )}
      <ExpiryFields
        value={expiry}
        error={dayError}
        onChange={(value) => {
          setExpiry(value);
          setDayError(undefined);
        }}
      />
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" icon="key" aria-disabled={busy}>
          {busy ? "Making it…" : "Make the key"}
        </Button>
      </div>
    </form>
  );
}

function Secret({ made: { key, secret }, onClose }: { made: { key: Key; secret: string }; onClose: () => void }) {
  const text = useRef<HTMLElement>(null);
  useEffect(() => text.current?.focus(), []);
  const select = (): void => {
    if (text.current) getSelection()?.selectAllChildren(text.current);
  };
  return (
    <div class="stack">
      <p class="notice warn">
        <strong>This is the only time it is shown.</strong> The server keeps no copy of it: a key that is lost can be
        revoked, not shown again.
      </p>
      <p class="secret">
        <code ref={text} tabIndex={0} role="textbox" aria-readonly="true" aria-label="The new key" onFocus={select}>
          {secret}
        </code>
        <CopyButton text={secret} label="Copy the key" look="primary">Copy</CopyButton>
      </p>
      <p>
        <code>{key.keyId}</code> is its name in lists and logs; its scope is <strong>{key.scope}</strong>, and it{" "}
        {key.expiresAt
          ? `ends on ${new Date(key.expiresAt).toLocaleDateString(undefined, { dateStyle: "long" })}`
          : "does not end by itself"}.
      </p>
      <p class="muted">
        Keep it in a password manager or the secret store of what uses it, not in a file that others read.{" "}
        {key.scope === "read"
          ? "Tools take it as password, with any user name."
          : "Scripts send it in the header X-ApiKey."}{" "}
        To sign in elsewhere, open <span class="mono breaks">{location.origin + href("")}</span> there and paste it.
      </p>
      <div class="actions"><Button onClick={onClose}>I have stored it</Button></div>
    </div>
  );
}
