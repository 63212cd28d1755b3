import { type ReactNode, useId } from "react";
import { errorsAt, FieldErrors } from "./field.tsx";

interface CheckFieldProps {
  label: string;
  help: string;
  value: boolean;
  onChange(value: boolean): void;
  /** What the API answered, and the JSON Pointer to the field in the request. */
  error?: unknown;
  pointer?: string;
  disabled?: boolean;
}

/** A choice between yes and no, with what it does. */
export function CheckField({
  label,
  help,
  value,
  onChange,
  error,
  pointer = "",
  disabled,
}: CheckFieldProps): ReactNode {
  const id = useId();
  const errors = errorsAt(error, pointer);
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={value}
        disabled={disabled}
        aria-describedby={`${id}-help ${id}-error`}
        aria-invalid={errors.length > 0 || undefined}
        onChange={({ target }) => onChange(target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <div id={`${id}-help`} className="small soft">
        {help}
      </div>
      <FieldErrors id={`${id}-error`} errors={errors} />
    </div>
  );
}
