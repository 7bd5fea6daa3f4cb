import { useEffect, useRef, useState } from "preact/hooks";
import { route } from "../model/address";
import { messageOf } from "../model/http";
import { farewell, signIn } from "../model/session";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import { Mark } from "./bar";

/** Asks for an API key. Where one was going is where one gets. */
export function SignIn() {
  const [key, setKey] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    document.title = "Sign in – Roster";
    form.current?.querySelector("input")?.focus();
  }, []);
  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (!key.trim()) {
      setError("Paste an API key.");
      return;
    }
    setBusy(true);
    try {
      await signIn(key.trim());
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  const used = route.value.search.includes("link=used");
  const notice = farewell.value || (used ? "That link has been used or has ended. Sign in with an API key instead." : "");
  return (
    <main id="main" class="signin">
      <form ref={form} onSubmit={(e) => void submit(e)} class="card" aria-labelledby="signin-title">
        <Mark size={40} />
        <h1 id="signin-title">Sign in to Roster</h1>
        {notice && <p class="notice" role="status">{notice}</p>}
        <TextField
          label="API key"
          value={key}
          onText={(text) => {
            setKey(text);
            setError("");
          }}
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="rstr_…"
          error={error}
          hint="It goes into a cookie that no script can read; a read key is enough to look around."
        />
        <Button type="submit" look="primary" disabled={busy}>{busy ? "Signing in…" : "Sign in"}</Button>
        <details>
          <summary>Where do I get a key?</summary>
          <p>
            An admin of your workspace makes one: here under <em>Profile</em>, or on the command line by{" "}
            <code>roster key create --user YOU@EXAMPLE.COM --scope read</code>.
          </p>
        </details>
      </form>
    </main>
  );
}
