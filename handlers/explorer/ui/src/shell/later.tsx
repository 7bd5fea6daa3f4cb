// Pages that come in a file of their own.
import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Problem, Waiting } from "../parts/state";

type Pages = typeof import("../pages");

export function Later({ page }: { page: keyof Pages }) {
  const [pages, setPages] = useState<Pages>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import("../pages").then(setPages, () => setFailed(true));
  }, []);
  if (failed) {
    return (
      <Problem>
        <p>This page could not be loaded: the server is out of reach, or has been brought up to date meanwhile.</p>
        <div><Button icon="refresh" onClick={() => location.reload()}>Load it again</Button></div>
      </Problem>
    );
  }
  if (!pages) return <Waiting />;
  const Page = pages[page];
  return <Page />;
}
