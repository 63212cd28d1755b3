import { expect, vi } from "vitest";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { call, request } from "./api.ts";

/** A delivery in a list, as far as the tests look at it. */
export interface ListedDelivery {
  id: string;
  subscriptionId: string;
  state: string;
  run: number;
}

export const deliveriesOf = async (twin: TwinFile, eventId: string): Promise<ListedDelivery[]> =>
  (await call<{ data: ListedDelivery[] }>(twin, "GET", `/events/${eventId}/deliveries`)).data;

export const statesOf = async (twin: TwinFile, eventId: string): Promise<string[]> =>
  (await deliveriesOf(twin, eventId)).map(({ state }) => state);

/** Waits until the one delivery of an event is in a state. */
export const becomes = (twin: TwinFile, eventId: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect(await statesOf(twin, eventId)).toEqual([state]), { timeout: 60_000, interval: 50 });

/** The command that repeats an attempt. */
export async function curlOf(twin: TwinFile, deliveryId: string, attempt: number): Promise<string> {
  const { status, headers, text } = await request(twin, "GET", `/deliveries/${deliveryId}/attempts/${attempt}/curl`);
  expect([status, headers.get("content-type"), text]).toEqual([
    200,
    expect.stringContaining("text/plain"),
    expect.stringContaining("curl "),
  ]);
  return text;
}
