import type { ReactNode } from "react";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import type { FormPart } from "./endpoint-form.tsx";

/** Where an endpoint is, and what people call it. */
export function BasicFields({ fields, change, error }: FormPart): ReactNode {
  return (
    <section className="card form">
      {!fields.pull && (
        <TextField
          label={text("form.url.label")}
          help={text("form.url.help")}
          placeholder={text("form.url.example")}
          value={fields.url}
          onChange={(url) => change({ url })}
          error={error}
          pointer="/url"
          code
        />
      )}
      <TextField
        label={text("form.name.label")}
        help={text("form.name.help")}
        value={fields.name}
        onChange={(name) => change({ name })}
        error={error}
        pointer="/name"
      />
      <TextField
        label={text("form.description.label")}
        help={text("form.description.help")}
        value={fields.description}
        onChange={(description) => change({ description })}
        error={error}
        pointer="/description"
        lines={2}
      />
    </section>
  );
}
