import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { PageFrame } from "../../../components/page-frame.tsx";
import { text } from "../../../texts/texts.ts";
import { type EventToSend, sameAsSend } from "./event-to-send.ts";
import { SendEventForm } from "./send-event-form.tsx";

/** Sends an event for a tenant, as its producer would. */
export function SendEventPage(): ReactNode {
  const [event, setEvent] = useState<EventToSend>({ type: "", data: "", id: "" });
  return (
    <PageFrame
      title={text("sendEvent.title")}
      documentTitle={text("sendEvent.title")}
      summary={<Link href="/events">{text("events.title")}</Link>}
      sameAs={sameAsSend(event)}
    >
      <SendEventForm event={event} onChange={setEvent} />
    </PageFrame>
  );
}
