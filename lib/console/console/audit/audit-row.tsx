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

/** The id of the thing, because tenants choose names, and could choose another tenant's. */
const thingText = ({ resource: { type, id } }: ListedChange): string => (id === "*" ? text(`auditThing.${type}`) : id);

/** Whose thing it is, and which fields of it were changed. If it was created or deleted, its name. */
function detailsOf({ tenantId, resource, before, after }: ListedChange): string {
  const owner = tenantId === resource.id ? undefined : tenantId;
  const details = before && after ? fieldsOf({ ...before, ...after }) : (after ?? before)?.name;
  return [owner, details].filter((part) => typeof part === "string" && part !== "").join(" · ");
}

const fieldsOf = (states: object): string =>
  Object.keys(states)
    .filter((field) => field !== "updatedAt")
    .join(", ");
