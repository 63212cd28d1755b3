import type { ReactNode } from "react";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { text } from "../../texts/texts.ts";

const HOUR_SECONDS = 3600;

const GRACE_HOURS = [1, 6, 24, 72, 168];

interface GraceFieldProps {
  value: number;
  onChange(seconds: number): void;
  errors: readonly string[];
}

/** For how long the previous secret goes on signing. */
export const GraceField = ({ value, onChange, errors }: GraceFieldProps): ReactNode => (
  <ChoiceField
    label={text("rotate.grace.label")}
    help={text("rotate.grace.help")}
    value={value}
    choices={GRACE_HOURS.map((hours) => [hours * HOUR_SECONDS, graceText(hours)])}
    errors={errors}
    onChange={onChange}
  />
);

const graceText = (hours: number): string =>
  hours < 48 ? text("rotate.grace.hours", { hours }) : text("rotate.grace.days", { days: hours / 24 });
