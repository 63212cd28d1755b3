import type { ReactNode } from "react";
import { CheckField } from "../../components/form/check-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { EntryDescription, EntryName } from "./entry-fields.tsx";
import type { TypeFields } from "./type-fields.ts";

interface TypeBasicsProps {
  fields: TypeFields;
  change(changes: Partial<TypeFields>): void;
  error: unknown;
  exists: boolean;
}

/** The fields of a type’s name, description and group, and whether it is deprecated. */
export const TypeBasics = ({ fields, change, error, exists }: TypeBasicsProps): ReactNode => (
  <section className="card form">
    {!exists && <EntryName value={fields.name} onChange={(name) => change({ name })} error={error} />}
    <EntryDescription value={fields.description} onChange={(description) => change({ description })} error={error} />
    <TextField
      label={text("types.group")}
      help={text("types.groupHelp")}
      value={fields.group}
      onChange={(group) => change({ group })}
      error={error}
      pointer="/group"
    />
    <CheckField
      label={text("catalog.deprecated")}
      help={text("types.deprecatedHelp")}
      value={fields.deprecated}
      onChange={(deprecated) => change({ deprecated })}
      error={error}
      pointer="/deprecated"
    />
  </section>
);
