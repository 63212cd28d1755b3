import type { ReactNode } from "react";
import { entryErrors } from "../../components/form/entry-errors.ts";
import type { NamedValue } from "../../components/form/named-value.ts";
import { NamedValuesField } from "../../components/form/named-values-field.tsx";
import { text } from "../../texts/texts.ts";

interface HeadersFieldProps {
  rows: readonly NamedValue[];
  onChange(rows: readonly NamedValue[]): void;
  error: unknown;
  /** A pull endpoint shows all its headers. */
  pull: boolean;
}

/** The headers that each POST carries. The values of sensitive ones are never shown again. */
export const HeadersField = ({ rows, onChange, error, pull }: HeadersFieldProps): ReactNode => (
  <NamedValuesField
    label={text("form.headers.label")}
    help={text("form.headers.help")}
    add={text("form.headers.add")}
    rows={rows}
    onChange={onChange}
    errors={headerErrors(rows, error)}
    extra={(row, change) =>
      (!pull || row.sensitive) && (
        <label className="small row-check">
          <input
            type="checkbox"
            checked={row.sensitive === true}
            onChange={({ target }) => change({ sensitive: target.checked, kept: false })}
          />
          {text("form.headers.sensitive")}
        </label>
      )
    }
  />
);

/** The API names sensitive headers by their place in the list of their names. */
function headerErrors(rows: readonly NamedValue[], error: unknown): ReadonlyMap<string, string> {
  const sensitive = rows.filter((row) => row.sensitive).map(({ name }) => name);
  const named = [...entryErrors(error, "/sensitiveHeaders")].map(
    ([place, message]) => [sensitive[Number(place)] ?? "", message] as const,
  );
  return new Map([...named, ...entryErrors(error, "/headers")]);
}
