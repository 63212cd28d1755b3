import { type ReactNode, useId, useRef } from "react";
import { flushSync } from "react-dom";
import { FieldErrors } from "../../components/field.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { emptyRow, type NamedValue } from "./endpoint-fields.ts";

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
    flushSync(() => onChange([...rows, emptyRow()]));
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
                <Row
                  list={label}
                  row={row}
                  error={errors.get(row.name) || undefined}
                  change={change}
                  onRemove={() => remove(row)}
                >
                  {extra?.(row, change)}
                </Row>
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

interface RowProps {
  /** The label of the list. */
  list: string;
  row: NamedValue;
  error: string | undefined;
  change(changes: Partial<NamedValue>): void;
  onRemove(): void;
  children: ReactNode;
}

function Row({ list, row: { name, value, kept }, error, change, onRemove, children }: RowProps): ReactNode {
  const id = useId();
  const input = {
    className: "input mono",
    "aria-describedby": id,
    "aria-invalid": error !== undefined || undefined,
    spellCheck: false,
    autoCapitalize: "none",
    autoComplete: "off",
  } as const;
  return (
    <>
      <div className="named-value">
        <input
          {...input}
          aria-label={text("rows.nameIn", { list })}
          placeholder={text("rows.name")}
          value={name}
          readOnly={kept}
          onChange={({ target }) => change({ name: target.value })}
        />
        <input
          {...input}
          aria-label={name ? text("rows.valueOf", { name: plainText(name) }) : text("rows.value")}
          placeholder={kept ? text("rows.kept") : text("rows.value")}
          value={value}
          onChange={({ target }) => change({ value: target.value, kept: false })}
        />
        <button
          type="button"
          className="button small"
          aria-label={text("rows.remove", { name: plainText(name) })}
          onClick={onRemove}
        >
          {text("rows.removeShort")}
        </button>
      </div>
      {children}
      <FieldErrors id={id} errors={error === undefined ? [] : [error]} />
    </>
  );
}
