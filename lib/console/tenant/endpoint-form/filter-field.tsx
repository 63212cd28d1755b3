import type { ReactNode } from "react";
import { errorsAt } from "../../components/field.tsx";
import { FilterEditor } from "../filter/filter-editor.tsx";
import type { FormPart } from "./endpoint-form.tsx";

/** The condition that events must meet. */
export const FilterField = ({ fields, change, error }: FormPart): ReactNode => (
  <FilterEditor
    value={fields.filter}
    onChange={(filter) => change({ filter })}
    eventTypes={fields.events}
    subscription={{
      name: fields.name,
      metadata: Object.fromEntries(fields.metadata.map(({ name, value }) => [name, value])),
    }}
    error={errorsAt(error, "/filter")[0]}
  />
);
