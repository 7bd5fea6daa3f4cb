import type { ComponentChildren, RefObject } from "preact";
import { type Outcome, OutcomeCard } from "./outcome";

interface FrameProps {
  form: RefObject<HTMLFormElement | null>;
  onSubmit: () => void;
  outcome: Outcome | undefined;
  /** What the form would send. */
  request: ComponentChildren;
  children: ComponentChildren;
}

/** The form of a write call and, beside it, what has become of it and what it sends. */
export function Frame({ form, onSubmit, outcome, request, children }: FrameProps) {
  return (
    <div class="writing">
      <form
        ref={form}
        class="card stack"
        aria-labelledby="write-title"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
      <div class="stack beside">
        <div role="status">{outcome && <OutcomeCard outcome={outcome} />}</div>
        {request}
      </div>
    </div>
  );
}
