import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import type { ListedDelivery } from "../delivery/delivery-types.ts";
import { StateBadge } from "../delivery/state-badge.tsx";
import { deliveryPath } from "../paths.ts";

/** A delivery in a list. It leads to the delivery's page. */
export function DeliveryRow({ delivery }: { delivery: ListedDelivery }): ReactNode {
  const { id, type, eventId, state, createdAt, test } = delivery;
  return (
    <Link href={deliveryPath(id)} className="row delivery-row">
      <RowText
        title={
          <>
            <Foreign>{type}</Foreign> {test && <span className="badge">{text("delivery.test")}</span>}
          </>
        }
      >
        <Foreign>{eventId}</Foreign>
      </RowText>
      <span className="row-wide small soft">{lastOutcome(delivery)}</span>
      <span className="row-wide small soft">
        <Moment at={createdAt} />
      </span>
      <span className="row-end">
        <StateBadge state={state} />
      </span>
    </Link>
  );
}

/** `3 attempts · http-500`. */
function lastOutcome({ attemptCount, failure, lastStatus }: ListedDelivery): string {
  if (attemptCount === 0) return "";
  const last = failure ?? lastStatus;
  return [text("deliveries.attempts", { count: attemptCount }), last].filter(Boolean).join(" · ");
}
