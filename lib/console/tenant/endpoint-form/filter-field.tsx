import type { ReactNode } from "react";
import { errorsAt } from "../../components/form/field.tsx";
import { valuesByName } from "../../components/form/named-value.ts";
import { FilterEditor } from "../filter/filter-editor.tsx";
import type { FormPart } from "./endpoint-form.tsx";

/** The condition that events must meet. */
export const FilterField = ({ fields, change, error }: FormPart): ReactNode => (
  <FilterEditor
    value={fields.filter}
    onChange={(filter) => change({ filter })}
    eventTypes={fields.events}
    subscription={{ name: fields.name, metadata: valuesByName(fields.metadata) }}
    error={errorsAt(error, "/filter")[0]}
  />
);
