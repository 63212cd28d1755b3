import type { ReactNode } from "react";

interface SecretInputProps {
  label: string;
  value: string;
  errors: readonly string[];
  /** The id of the element that shows the errors. */
  errorId: string;
  onChange(value: string): void;
}

/** A secret that somebody types. */
export const SecretInput = ({ label, value, errors, errorId, onChange }: SecretInputProps): ReactNode => (
  <input
    className="input mono"
    aria-label={label}
    aria-invalid={errors.length > 0 || undefined}
    aria-describedby={errorId}
    value={value}
    maxLength={512}
    required
    spellCheck={false}
    autoCapitalize="none"
    autoComplete="off"
    onChange={({ target }) => onChange(target.value)}
  />
);
