import { type ReactNode, useMemo } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import type { ListedChange } from "./audit-types.ts";
import { fieldDifferences } from "./field-differences.ts";
import { FieldValue } from "./field-value.tsx";

/** The fields of a change, before and after. A thing that was created or deleted has one state only. */
export function FieldTable({ before, after }: Pick<ListedChange, "before" | "after">): ReactNode {
  const fields = useMemo(() => fieldDifferences(before, after), [before, after]);
  if (fields.length === 0) return <p className="soft">{text("audit.noFields")}</p>;
  const sides = [
    ...(before ? [["before", after ? text("audit.before") : text("audit.value")] as const] : []),
    ...(after ? [["after", before ? text("audit.after") : text("audit.value")] as const] : []),
  ];
  return (
    <table className="table audit-fields">
      <caption className="hidden-text">{text("audit.fields")}</caption>
      <thead>
        <tr>
          <th scope="col">{text("audit.field")}</th>
          {sides.map(([side, title]) => (
            <th key={side} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={JSON.stringify(field.path)}>
            <th scope="row">
              <code>
                <Foreign>{field.path.join(" › ")}</Foreign>
              </code>
            </th>
            {sides.map(([side, title]) => (
              <td key={side} data-side={title}>
                <FieldValue value={field[side]} label={`${field.path.join(" › ")}, ${title}`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
