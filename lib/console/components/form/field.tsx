import { type ReactNode, useId } from "react";
import { invalidFieldsAt } from "../../client/problem.ts";
import { Foreign } from "../foreign.tsx";

/** What ties an input to its label, its help and its errors. */
export interface FieldInput {
  id: string;
  "aria-describedby": string;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: string;
  /** What the field does. */
  help?: ReactNode;
  /** What the API said about it. */
  errors?: readonly string[];
  children(input: FieldInput): ReactNode;
}

/** A labelled input with a line of help, and its errors below it. */
export function Field({ label, help, errors = [], children }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": `${id}-help ${id}-error`,
        "aria-invalid": errors.length > 0 || undefined,
      })}
      <div id={`${id}-help`} className="small soft">
        {help}
      </div>
      <FieldErrors id={`${id}-error`} errors={errors} />
    </div>
  );
}

/** The errors of a field. */
export const FieldErrors = ({ id, errors }: { id?: string; errors: readonly string[] }): ReactNode => (
  <div id={id} className="small field-error" role={errors.length > 0 ? "alert" : undefined}>
    {errors.map((message) => (
      <p key={message}>
        <Foreign>{message}</Foreign>
      </p>
    ))}
  </div>
);

/** What the API said about the field at a JSON Pointer, and about the fields inside of it. */
export const errorsAt = (error: unknown, pointer: string): string[] =>
  invalidFieldsAt(error, pointer).map(({ message }) => message);
