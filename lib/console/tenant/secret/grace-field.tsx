import type { ReactNode } from "react";
import { Field } from "../../components/field.tsx";
import { text } from "../../texts/texts.ts";

const HOUR = 3600;
const GRACES = [1, 6, 24, 72, 168].map((hours) => ({ hours, seconds: hours * HOUR }));

interface GraceFieldProps {
  value: number;
  onChange(seconds: number): void;
  errors: readonly string[];
}

/** For how long the previous secret goes on signing. */
export const GraceField = ({ value, onChange, errors }: GraceFieldProps): ReactNode => (
  <Field label={text("rotate.grace.label")} help={text("rotate.grace.help")} errors={errors}>
    {(input) => (
      <select {...input} className="input" value={value} onChange={({ target }) => onChange(Number(target.value))}>
        {GRACES.map(({ hours, seconds }) => (
          <option key={hours} value={seconds}>
            {hours < 48 ? text("rotate.grace.hours", { hours }) : text("rotate.grace.days", { days: hours / 24 })}
          </option>
        ))}
      </select>
    )}
  </Field>
);
