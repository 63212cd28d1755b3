import { type ReactNode, useId, useRef } from "react";
import { flushSync } from "react-dom";
import { FieldErrors } from "./field.tsx";
import { type NamedValue, namedValue } from "./named-value.ts";
import { NamedValueRow } from "./named-value-row.tsx";

interface NamedValuesFieldProps {
  label: string;
  help: string;
  /** The name of the button that adds a row. */
  add: string;
  rows: readonly NamedValue[];
  onChange(rows: readonly NamedValue[]): void;
  /** What the API said, by the row's name. */
  errors: ReadonlyMap<string, string>;
  /** More to choose for a row. */
  extra?(row: NamedValue, change: (changes: Partial<NamedValue>) => void): ReactNode;
}

/** Names with values, one pair a row. */
export function NamedValuesField(props: NamedValuesFieldProps): ReactNode {
  const { label, help, add, rows, onChange, errors, extra } = props;
  const id = useId();
  const fields = useRef<HTMLFieldSetElement>(null);
  const addRow = () => {
    // The row is there at once, so that users can type into it without a click.
    flushSync(() => onChange([...rows, namedValue()]));
    fields.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
  };
  const remove = (row: NamedValue) => {
    onChange(rows.filter(({ key }) => key !== row.key));
    fields.current?.querySelector<HTMLButtonElement>(".add-row")?.focus();
  };
  const whole = errors.get("");
  return (
    <fieldset className="named-values" ref={fields} aria-describedby={`${id}-help`}>
      <legend>{label}</legend>
      <p id={`${id}-help`} className="small soft">
        {help}
      </p>
      {rows.length > 0 && (
        <ul>
          {rows.map((row) => {
            const change = (changes: Partial<NamedValue>) =>
              onChange(rows.map((one) => (one.key === row.key ? { ...one, ...changes } : one)));
            return (
              <li key={row.key}>
                <NamedValueRow
                  list={label}
                  row={row}
                  error={errors.get(row.name) || undefined}
                  change={change}
                  onRemove={() => remove(row)}
                >
                  {extra?.(row, change)}
                </NamedValueRow>
              </li>
            );
          })}
        </ul>
      )}
      <FieldErrors errors={whole ? [whole] : []} />
      <button type="button" className="button small add-row" onClick={addRow}>
        {add}
      </button>
    </fieldset>
  );
}
