import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import type { ListedRejection } from "./use-rejected-events.ts";

/** The address of a rejected event's page. */
const rejectedPath = (id: string): string => `/dead-letters/bus/${encodeURIComponent(id)}`;

/** A rejected event in the list. It leads to the event's page. */
export function RejectedEventRow({ event }: { event: ListedRejection }): ReactNode {
  const { id, rejectedAt, reason, tenantId, type } = event;
  return (
    <Link href={rejectedPath(id)} className="row rejected-row">
      <RowText title={<Foreign>{type ?? text("rejected.noType")}</Foreign>}>
        <Foreign>{reason}</Foreign>
      </RowText>
      <span className="row-wide small soft">
        {tenantId !== undefined && <Foreign>{text("rejected.tenant", { id: tenantId })}</Foreign>}
      </span>
      <span className="row-end small soft">
        <Moment at={rejectedAt} />
      </span>
    </Link>
  );
}
