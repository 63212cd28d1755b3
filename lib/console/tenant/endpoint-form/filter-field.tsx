import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import type { FormPart } from "./endpoint-form.tsx";
import { TextField } from "./text-field.tsx";

/** The condition that events must meet. */
export const FilterField = ({ fields, change, error }: FormPart): ReactNode => (
  <TextField
    label={text("form.filter.label")}
    help={text("form.filter.help")}
    placeholder={text("form.filter.example")}
    value={fields.filter}
    onChange={(filter) => change({ filter })}
    error={error}
    pointer="/filter"
    lines={3}
    code
  />
);
