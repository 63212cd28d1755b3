import { expect } from "vitest";
import { memoryApiWithTenant } from "./memory-api.ts";

const ROUTE = "GET /api/v1/subscriptions/{id}/stream";
export const STREAM_START_MS = Date.now();

/** A delivery in a stream. */
export interface StreamedDelivery {
  deliveryId: string;
  eventId: string;
  type: string;
  createdAt: string;
  headers: Record<string, string>;
  body: string;
}

/** A tenant with a pull subscription. Each event advances the time by one second. */
export async function pulling(fields: object = {}) {
  let nowMs = STREAM_START_MS;
  const { call, key, ...rest } = await memoryApiWithTenant("manage", { now: () => nowMs });
  const create = (body: object) => call("POST /api/v1/subscriptions", { key, body: { events: ["*"], ...body } });
  const { id, secret, ...view } = (await create({ pull: true, ...fields })).body;
  const send = async (event: object = {}): Promise<string> => {
    nowMs += 1000;
    const { status, body } = await call("POST /api/v1/events", { key, body: { type: "a", data: { n: 1 }, ...event } });
    expect(status).toBe(202);
    return body.id;
  };
  const stream = (query: Record<string, string> = {}, by = key) => call(ROUTE, { key: by, id, query });
  const page = async (query: Record<string, string> = {}): Promise<{ data: StreamedDelivery[]; next: string }> => {
    const { status, body } = await stream(query);
    expect([status, typeof body.next]).toEqual([200, "string"]);
    return body;
  };
  const shown = async (query: Record<string, string> = {}) => (await page(query)).data.map(({ eventId }) => eventId);
  const stateOf = (eventId: string): string | undefined =>
    rest.world.deliveries.values().find((row) => row.eventId === eventId && row.subscriptionId === id)?.state;
  const wait = (ms: number): void => {
    nowMs += ms;
  };
  return { ...rest, wait, call, key, create, id, secret, view, send, stream, page, shown, stateOf };
}
