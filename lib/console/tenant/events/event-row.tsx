import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import { eventPath } from "../paths.ts";

/** An event without its data. */
export type ListedEvent = components["schemas"]["EventHead"];

/** An event in a list. It leads to the event's page. */
export function EventRow({ event: { id, type, receivedAt, deliveries, test } }: { event: ListedEvent }): ReactNode {
  return (
    <Link href={eventPath(id)} className="row event-row">
      <RowText
        title={
          <>
            <Foreign>{type}</Foreign> {test && <span className="badge">{text("delivery.test")}</span>}
          </>
        }
      >
        <Foreign>{id}</Foreign>
      </RowText>
      <span className="row-wide small soft">
        {deliveries !== undefined && text("events.deliveries", { count: deliveries })}
      </span>
      <span className="row-end small soft">
        <Moment at={receivedAt} />
      </span>
    </Link>
  );
}
