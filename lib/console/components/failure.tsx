import type { ReactNode } from "react";
import { ApiProblem, invalidFields } from "../client/problem.ts";
import { mayPassLater } from "../client/query-client.ts";
import { text } from "../texts/texts.ts";
import { Foreign } from "./foreign.tsx";

/** What went wrong, in words for the page's user. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiProblem)) return text("state.failed");
  if (error.status === 0) return text("state.unreachable");
  return error.message || text("state.error", { status: error.status });
}

const isMissing = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;

/** Says why something failed, with the invalid fields, and offers to try again if that may help. */
export function Failure({ error, again }: { error: unknown; again?: (() => void) | undefined }): ReactNode {
  return (
    <div className="state" role="alert">
      <h2>{text(isMissing(error) ? "state.missing" : "state.failed")}</h2>
      <p className="soft">
        <Foreign>{failureText(error)}</Foreign>
      </p>
      {invalidFields(error).map(({ path, message }) => (
        <p key={path} className="small">
          <code>
            <Foreign>{path}</Foreign>
          </code>{" "}
          <Foreign>{message}</Foreign>
        </p>
      ))}
      {again && mayPassLater(error) && (
        <button type="button" className="button" onClick={again}>
          {text("app.again")}
        </button>
      )}
    </div>
  );
}

interface ActFailureProps {
  /** What the API answered. Nothing is shown without an error. */
  error: unknown;
  /** The form shows errors of fields at the fields. */
  exceptFields?: boolean;
}

/** Says near an act's button why the act failed. */
export function ActFailure({ error, exceptFields = false }: ActFailureProps): ReactNode {
  if (!error || (exceptFields && invalidFields(error).length > 0)) return null;
  return (
    <p className="notice bad" role="alert">
      <Foreign>{failureText(error)}</Foreign>
    </p>
  );
}
