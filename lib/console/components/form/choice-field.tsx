import type { ReactNode } from "react";
import { Field } from "./field.tsx";

interface ChoiceFieldProps<Value extends string | number> {
  label: string;
  help?: string;
  value: Value;
  choices: readonly (readonly [value: Value, title: string])[];
  errors?: readonly string[];
  onChange(value: NoInfer<Value>): void;
}

/** Chooses one of a few values. */
export const ChoiceField = <Value extends string | number>(props: ChoiceFieldProps<Value>): ReactNode => {
  const { label, help, value, choices, errors, onChange } = props;
  const choose = (wanted: string) => {
    const chosen = choices.find(([choice]) => String(choice) === wanted);
    if (chosen) onChange(chosen[0]);
  };
  return (
    <Field label={label} help={help} errors={errors ?? []}>
      {(input) => (
        <select {...input} className="input" value={value} onChange={({ target }) => choose(target.value)}>
          {choices.map(([choice, title]) => (
            <option key={choice} value={choice}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};
