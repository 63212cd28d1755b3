interface BusEventFields {
  type?: string;
  id?: string;
  time?: string;
}

/** The text of an event as EventBridge sends it to a queue. A string is the text of the detail. */
export function busEventText(detail: unknown, { type = "invoice.paid", id, time }: BusEventFields = {}): string {
  const event = {
    version: "0",
    id: id ?? "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": type,
    source: "billing",
    account: "000000000000",
    time: time ?? "2026-01-01T00:00:00Z",
    region: "us-east-1",
    resources: [],
  };
  const text = typeof detail === "string" ? detail : JSON.stringify(detail);
  return `${JSON.stringify(event).slice(0, -1)},"detail":${text}}`;
}
