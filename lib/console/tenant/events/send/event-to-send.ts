import type { SameAs } from "../../../components/site.ts";

/** An event that somebody writes. */
export interface EventToSend {
  type: string;
  /** JSON text, which is sent as it is. */
  data: string;
  /** Empty: Posthorn makes one. */
  id: string;
}

/** The body of the request. Parsing the data would change numbers that a double can't hold. */
export function eventBody({ type, data, id }: EventToSend): string {
  const head = JSON.stringify({ type, ...(id && { id }) });
  return `${head.slice(0, -1)},"data":${data.trim() || "{}"}}`;
}

export const sameAsSend = (event: EventToSend): SameAs => ({
  command: [
    "events",
    "send",
    event.type || "<type>",
    "--data",
    event.data.trim() || "{}",
    ...(event.id ? ["--id", event.id] : []),
  ],
  request: { method: "POST", path: "/api/v1/events", body: eventBody({ ...event, type: event.type || "<type>" }) },
});
