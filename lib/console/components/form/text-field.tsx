import type { ReactNode } from "react";
import { errorsAt, Field } from "./field.tsx";

interface TextFieldProps {
  label: string;
  help?: ReactNode;
  value: string;
  onChange(value: string): void;
  /** What the API answered. */
  error: unknown;
  /** The JSON Pointer to the field in the request. */
  pointer: string;
  type?: "text" | "number";
  placeholder?: string;
  /** The value is code: it isn't corrected, and is shown in a fixed width. */
  code?: boolean;
  readOnly?: boolean;
  /** The field has so many lines. */
  lines?: number;
}

/** A text or a number that somebody types, with the API's errors about it. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, help, value, onChange, error, pointer, type = "text", code, lines, ...more } = props;
  const plain =
    code || type !== "text" ? ({ spellCheck: false, autoCapitalize: "none", autoComplete: "off" } as const) : {};
  const className = code ? "input mono" : "input";
  const onText = ({ target }: { target: { value: string } }) => onChange(target.value);
  return (
    <Field label={label} help={help} errors={errorsAt(error, pointer)}>
      {(input) =>
        lines ? (
          <textarea {...input} {...plain} className={className} rows={lines} value={value} onChange={onText} />
        ) : (
          <input
            {...input}
            {...plain}
            {...more}
            {...(type === "number" && { step: "any" })}
            className={className}
            type={type}
            value={value}
            onChange={onText}
          />
        )
      }
    </Field>
  );
}
