import type { ReactNode } from "react";
import { text } from "../texts/texts.ts";
import { Alone } from "./alone.tsx";
import { failureText } from "./failure.tsx";
import { Foreign } from "./foreign.tsx";

interface AloneFailureProps {
  title: string;
  error: unknown;
  again(): void;
}

/** Why there is nothing to see yet, with a button that tries again. */
export const AloneFailure = ({ title, error, again }: AloneFailureProps): ReactNode => (
  <Alone title={title}>
    <p role="alert">
      <Foreign>{failureText(error)}</Foreign>
    </p>
    <button type="button" className="button main" onClick={again}>
      {text("app.again")}
    </button>
  </Alone>
);
