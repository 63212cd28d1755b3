import type { ReactNode } from "react";
import { Field } from "../../../components/form/field.tsx";
import { text } from "../../../texts/texts.ts";
import type { CatalogType } from "../../catalog/use-catalog.ts";

interface EventTypeFieldProps {
  /** What the field suggests. */
  types: readonly CatalogType[];
  value: string;
  errors: readonly string[];
  onChange(type: string): void;
}

/** The type of an event. It suggests the types of the catalog. */
export const EventTypeField = ({ types, value, errors, onChange }: EventTypeFieldProps): ReactNode => (
  <Field label={text("sendEvent.type")} help={text("sendEvent.typeHelp")} errors={errors}>
    {(input) => (
      <>
        <input
          {...input}
          className="input mono"
          value={value}
          list={`${input.id}-types`}
          required
          maxLength={128}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={({ target }) => onChange(target.value.trim())}
        />
        <datalist id={`${input.id}-types`}>
          {types.map(({ name, description }) => (
            <option key={name} value={name} label={description} />
          ))}
        </datalist>
      </>
    )}
  </Field>
);
