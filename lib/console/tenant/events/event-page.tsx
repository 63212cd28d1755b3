import type { ReactNode } from "react";
import { Link } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Loading } from "../../components/states.tsx";
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
  const { data, error, refetch } = useTenantEvent(id);
  const documentTitle = [data && plainText(data.event.type), text("events.one")];
  return (
    <PageFrame
      title={data ? <Foreign>{data.event.type}</Foreign> : text("events.one")}
      documentTitle={documentTitle.filter(Boolean).join(" · ")}
      summary={<Link href="/events">{text("events.title")}</Link>}
      sameAs={sameAsEvent(id)}
    >
      {data && (
        <>
          <EraseEvent event={data.event} />
          <EventFacts event={data.event} />
          <EventDeliveries id={id} />
          <EventExplanations id={id} />
          <EventData event={data.event} dataText={data.dataText} />
        </>
      )}
      {error && !data && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </PageFrame>
  );
}
