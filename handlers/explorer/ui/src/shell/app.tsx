import { useEffect, useRef, useState } from "preact/hooks";
import { followLinks, route } from "../model/address";
import { messageOf } from "../model/http";
import { loadSchema, schema } from "../model/schema";
import { resume, session } from "../model/session";
import { forget, isData } from "../model/state";
import { Button } from "../parts/button";
import { Problem, Waiting } from "../parts/state";
import { Toasts } from "../parts/toast";
import { DataPage } from "../query/page";
import { Bar } from "./bar";
import { Help } from "./help";
import { Home } from "./home";
import { useShortcuts } from "./keyboard";
import { Later } from "./later";
import { Palette } from "./palette";
import { forgetCounts, Side } from "./side";
import { SignIn } from "./signin";

export function App() {
  const [problem, setProblem] = useState("");
  const signedIn = Boolean(session.value);
  const start = (): void => {
    setProblem("");
    const step = session.value === undefined ? resume() : session.value?.can.read ? loadSchema() : undefined;
    step?.catch((e) => setProblem(messageOf(e)));
  };
  useEffect(() => {
    if (!signedIn) {
      forget();
      forgetCounts();
    }
    start();
  }, [signedIn]);

  let body = <Waiting />;
  if (session.value === null) body = <SignIn />;
  else if (problem) {
    body = (
      <main id="main" class="alone">
        <Problem><p>{problem}</p><div class="row"><Button icon="refresh" onClick={start}>Try again</Button></div></Problem>
      </main>
    );
  }
  else if (session.value) body = <Frame />;
  return (
    <div onClick={followLinks}>
      {body}
      <Toasts />
    </div>
  );
}

const pageNames = [["-/write", "Write"], ["-/profile/power-bi", "Connect Power BI"], ["-/profile", "Profile"]] as const;

function Frame() {
  const [open, setOpen] = useState<"palette" | "help" | "">("");
  useShortcuts({ palette: () => setOpen("palette"), help: () => setOpen("help") });
  const path = route.value.path;
  const first = useRef(true);
  useEffect(() => {
    // Screen readers go on where the new page begins.
    if (!first.current) document.getElementById("main")?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  useEffect(() => {
    const name = isData.value ? path.replace(/\(.*$/, "") : pageNames.find(([prefix]) => path.startsWith(prefix))?.[1];
    document.title = name ? `${name} – Roster` : "Roster";
  }, [path]);
  return (
    <>
      <a class="skip" href="#main">Skip to the content</a>
      <Bar onHelp={() => setOpen("help")} onPalette={() => setOpen("palette")} />
      <div class="frame">
        {session.value?.can.read && <Side />}
        <main id="main" tabIndex={-1}><Page /></main>
      </div>
      {open === "help" && <Help onClose={() => setOpen("")} />}
      {open === "palette" && <Palette onClose={() => setOpen("")} />}
    </>
  );
}

function Page() {
  const path = route.value.path;
  if (path.startsWith("-/profile") || !session.value?.can.read) return <Later page="Profile" />;
  if (!schema.value) return <Waiting />;
  if (path.startsWith("-/write")) return <Later page="Writing" />;
  return isData.value ? <DataPage /> : <Home />;
}
