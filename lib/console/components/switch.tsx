import type { ReactNode } from "react";

interface SwitchProps {
  /** What is on or off, for screen readers. */
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}

/** Something that is on or off, and changes at once. */
export const Switch = ({ label, on, disabled, onChange }: SwitchProps): ReactNode => (
  <button
    type="button"
    role="switch"
    className="switch"
    aria-checked={on}
    aria-label={label}
    disabled={disabled}
    onClick={() => onChange(!on)}
  />
);
