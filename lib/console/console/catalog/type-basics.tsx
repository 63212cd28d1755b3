import type { ReactNode } from "react";
import { CheckField } from "../../components/form/check-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import type { TypeFields } from "./type-fields.ts";

interface TypeBasicsProps {
  fields: TypeFields;
  change(changes: Partial<TypeFields>): void;
  error: unknown;
  exists: boolean;
}

/** What a type is called, and what people should know about it. */
export const TypeBasics = ({ fields, change, error, exists }: TypeBasicsProps): ReactNode => (
  <section className="card form">
    {!exists && (
      <TextField
        label={text("types.name")}
        help={text("types.nameHelp")}
        code
        value={fields.name}
        onChange={(name) => change({ name })}
        error={error}
        pointer="/name"
      />
    )}
    <TextField
      label={text("types.description")}
      help={text("types.descriptionHelp")}
      lines={3}
      value={fields.description}
      onChange={(description) => change({ description })}
      error={error}
      pointer="/description"
    />
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
