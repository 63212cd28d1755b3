import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { indentedJson } from "../../../client/indented-json.ts";
import { Field } from "../../../components/field.tsx";
import { text } from "../../../texts/texts.ts";
import { catalogQuery } from "../../catalog/use-catalog.ts";
import { useTenant } from "../../tenant-context.ts";

interface EventTypeFieldProps {
  value: string;
  errors: readonly string[];
  /** @param example the example of the type as JSON text, if the catalog has one */
  onChange(type: string, example: string): void;
}

/** The type of an event. It suggests the types of the catalog. */
export function EventTypeField({ value, errors, onChange }: EventTypeFieldProps): ReactNode {
  const { data } = useQuery(catalogQuery(useTenant()));
  const types = data?.types.filter(({ builtIn }) => !builtIn) ?? [];
  const exampleOf = (type: string): string => {
    const example = types.find(({ name }) => name === type)?.exampleText;
    return example === undefined ? "" : indentedJson(example);
  };
  return (
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
            onChange={({ target }) => onChange(target.value.trim(), exampleOf(target.value.trim()))}
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
}
