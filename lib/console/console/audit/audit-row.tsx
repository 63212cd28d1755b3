import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import { actionText, type ListedChange, whoText } from "./audit-types.ts";

/** A change in a list. It opens the fields before and after. */
export function AuditRow({ entry, onOpen }: { entry: ListedChange; onOpen(): void }): ReactNode {
  const { at, action, resource, tenantId } = entry;
  return (
    <button type="button" className="row audit-row" aria-haspopup="dialog" onClick={onOpen}>
      <RowText title={<Foreign>{actionText(action)}</Foreign>}>
        <Foreign>{whoText(entry)}</Foreign>
      </RowText>
      <span className="row-text row-wide small soft">
        <Foreign>{resource.id === "*" ? text(`auditThing.${resource.type}`) : resource.id}</Foreign>
        {tenantId !== undefined && tenantId !== resource.id && <Foreign>{tenantId}</Foreign>}
      </span>
      <span className="row-end small soft">
        <Moment at={at} />
      </span>
    </button>
  );
}
