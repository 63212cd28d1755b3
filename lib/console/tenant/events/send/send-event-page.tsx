import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { PageFrame } from "../../../components/page-frame.tsx";
import { text } from "../../../texts/texts.ts";
import { type EventToSend, sameAsSend } from "./event-to-send.ts";
import { SendEventForm } from "./send-event-form.tsx";
import { exampleOf, useSentTypes } from "./use-sent-types.ts";

/** Sends an event for a tenant, as its producer would. Its data is the example of the type until somebody changes it. */
export function SendEventPage(): ReactNode {
  const types = useSentTypes();
  const [written, setWritten] = useState<Partial<EventToSend>>({});
  const { type = "", id = "" } = written;
  const event = { type, id, data: written.data ?? exampleOf(types, type) };
  return (
    <PageFrame
      title={text("sendEvent.title")}
      summary={<Link href="/events">{text("events.title")}</Link>}
      sameAs={sameAsSend(event)}
    >
      <SendEventForm
        types={types}
        event={event}
        onChange={(changed) => setWritten((before) => ({ ...before, ...changed }))}
      />
    </PageFrame>
  );
}
