import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsEvent } from "../same-as.ts";
import { EraseEvent } from "./erase-event.tsx";
import { EventData } from "./event-data.tsx";
import { EventDeliveries } from "./event-deliveries.tsx";
import { EventExplanations } from "./event-explanations.tsx";
import { EventFacts } from "./event-facts.tsx";
import { useTenantEvent } from "./use-tenant-event.ts";

/** One event: its data, its deliveries, and why each endpoint did or didn't get it. */
export function EventPage({ id }: { id: string }): ReactNode {
  const query = useTenantEvent(id);
  const { data } = query;
  const documentTitle = [data && plainText(data.event.type), text("events.one")];
  return (
    <PageFrame
      title={data ? <Foreign>{data.event.type}</Foreign> : text("events.one")}
      documentTitle={documentTitle.filter(Boolean).join(" · ")}
      summary={<Link href="/events">{text("events.title")}</Link>}
      actions={data && <EraseEvent event={data.event} />}
      sameAs={sameAsEvent(id)}
    >
      <QueryContent query={query}>
        {(found) => (
          <>
            <EventFacts event={found.event} />
            <EventDeliveries id={id} />
            <EventData {...found} />
            <EventExplanations id={id} />
          </>
        )}
      </QueryContent>
    </PageFrame>
  );
}
