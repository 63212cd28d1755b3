import type { ReactNode } from "react";
import { Field } from "./field.tsx";

interface TimeFieldProps {
  label: string;
  help?: string;
  /** ISO 8601, or empty. */
  value: string;
  errors?: readonly string[];
  required?: boolean;
  onChange(iso: string): void;
}

/** A moment in local time. */
export const TimeField = ({ label, help, value, errors = [], required, onChange }: TimeFieldProps): ReactNode => (
  <Field label={label} help={help} errors={errors}>
    {(input) => (
      <input
        {...input}
        type="datetime-local"
        step="1"
        className="input"
        required={required}
        value={localTime(value)}
        onChange={({ target }) => onChange(isoTime(target.value))}
      />
    )}
  </Field>
);

const MINUTE_MS = 60_000;

/** `2026-01-31T13:00:00` in local time, as browsers want it. */
function localTime(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return "";
  return new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS)
    .toISOString()
    .slice(0, "2026-01-31T13:00:00".length);
}

function isoTime(local: string): string {
  const ms = Date.parse(local);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString();
}
