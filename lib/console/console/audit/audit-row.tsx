import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import { actionText, type ListedChange, whoText } from "./audit-types.ts";

/** A change in a list. It opens the fields before and after. */
export function AuditRow({ entry, onOpen }: { entry: ListedChange; onOpen(): void }): ReactNode {
  const { at, action } = entry;
  return (
    <button type="button" className="row audit-row" aria-haspopup="dialog" onClick={onOpen}>
      <RowText title={<Foreign>{actionText(action)}</Foreign>}>
        <Foreign>{whoText(entry)}</Foreign>
      </RowText>
      <span className="row-text row-wide small soft">
        <Foreign>{thingText(entry)}</Foreign>
        <Foreign>{detailsOf(entry)}</Foreign>
      </span>
      <span className="row-end small soft">
        <Moment at={at} />
      </span>
    </button>
  );
}

/** The name of what was created or deleted, or else its id. */
function thingText({ resource: { type, id }, before, after }: ListedChange): string {
  const name = after?.name ?? before?.name;
  if (id === "*") return text(`auditThing.${type}`);
  return typeof name === "string" && name !== "" && !(before && after) ? name : id;
}

/** Whose thing it is, and which fields of it were changed. */
function detailsOf({ tenantId, resource, before, after }: ListedChange): string {
  const fields = before && after ? Object.keys({ ...before, ...after }).filter((field) => field !== "updatedAt") : [];
  return [...(tenantId === undefined || tenantId === resource.id ? [] : [tenantId]), fields.join(", ")]
    .filter(Boolean)
    .join(" · ");
}
