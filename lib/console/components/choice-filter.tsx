import type { ReactNode } from "react";
import { Field } from "./field.tsx";

interface ChoiceFilterProps {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, title: string])[];
  onChange(value: string): void;
}

/** A filter with a few values. */
export const ChoiceFilter = ({ label, value, choices, onChange }: ChoiceFilterProps): ReactNode => (
  <Field label={label}>
    {(input) => (
      <select {...input} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
        {choices.map(([choice, title]) => (
          <option key={choice} value={choice}>
            {title}
          </option>
        ))}
      </select>
    )}
  </Field>
);
