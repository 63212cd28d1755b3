import type { SentEvent } from "../../bench/support/load.ts";
import { until } from "./arrived.ts";
import { epochMs } from "./epoch-ms.ts";
import type { Flow } from "./flows.ts";
import { latenessOf, secondArrivals } from "./lateness.ts";

/** The first retry is due after 30 s, give or take 20 %. */
const PATIENCE_MS = 60_000;

/** How late the first retries of events arrive, in milliseconds, at an endpoint that fails once. */
export async function retriesOf(flow: Flow, sent: readonly SentEvent[]): Promise<number[]> {
  const dueMs = new Map<string, number>();
  await until(async () => {
    for (const [id, ms] of await dueRetries(flow)) dueMs.set(id, dueMs.get(id) ?? ms);
    const retried = secondArrivals(flow.endpoint.arrivals());
    return sent.every(({ id }) => retried.has(id));
  }, PATIENCE_MS);
  return latenessOf(sent, dueMs, flow.endpoint.arrivals(), epochMs());
}

interface RetryingDelivery {
  eventId: string;
  nextAttemptAt?: string;
}

/** When the next attempts of the flow's deliveries are due, by event id. */
async function dueRetries({ tenant, subscriptionId }: Flow): Promise<[string, number][]> {
  const path = `/subscriptions/${subscriptionId}/deliveries?state=retrying&limit=100`;
  const { data } = await tenant.get<{ data: RetryingDelivery[] }>(path);
  return data.flatMap(({ eventId, nextAttemptAt }) => (nextAttemptAt ? [[eventId, Date.parse(nextAttemptAt)]] : []));
}
