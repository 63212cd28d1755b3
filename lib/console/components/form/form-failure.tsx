import type { ReactNode } from "react";
import { invalidFields } from "../../client/problem.ts";
import { text } from "../../texts/texts.ts";
import { failureText } from "../failure.tsx";
import { Foreign } from "../foreign.tsx";
import { otherErrors } from "./entry-errors.ts";

interface FormFailureProps {
  error: unknown;
  /** JSON Pointers to the fields that show the API's errors themselves. */
  shown?: readonly string[];
}

/** Why nothing was saved, and what the API said about fields that the form doesn't have. */
export function FormFailure({ error, shown = [] }: FormFailureProps): ReactNode {
  if (error === null || error === undefined) return null;
  const fields = invalidFields(error).length > 0;
  return (
    <div className="notice bad" role="alert">
      <p>{fields ? text("form.invalid") : <Foreign>{failureText(error)}</Foreign>}</p>
      {otherErrors(error, shown).map((message) => (
        <p key={message} className="small">
          <Foreign>{message}</Foreign>
        </p>
      ))}
    </div>
  );
}
