import { type ReactNode, useEffect, useState } from "react";
import { Field } from "./form/field.tsx";

interface TypedFilterProps {
  label: string;
  help?: string | undefined;
  value: string;
  /** What the field suggests. */
  suggestions?: readonly string[];
  errors?: readonly string[];
  onChange(value: string): void;
}

/** A filter that somebody types. It counts once the field is left, or with Enter. */
export function TypedFilter({
  label,
  help,
  value,
  suggestions = [],
  errors = [],
  onChange,
}: TypedFilterProps): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const commit = () => typed.trim() !== value && onChange(typed.trim());
  return (
    <Field label={label} help={help} errors={errors}>
      {(input) => (
        <>
          <input
            {...input}
            className="input"
            value={typed}
            list={suggestions.length > 0 ? `${input.id}-list` : undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={commit}
            onKeyDown={({ key }) => key === "Enter" && commit()}
          />
          {suggestions.length > 0 && (
            <datalist id={`${input.id}-list`}>
              {suggestions.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
