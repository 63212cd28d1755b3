import { type SentEvent, steadily } from "../../bench/support/load.ts";
import { arrived, until } from "./arrived.ts";
import type { Endpoint } from "./receivers.ts";
import type { Tenant } from "./tenants.ts";
import type { Waits } from "./waits.ts";

/** Events that a tenant sends to one of its endpoints. */
export interface Flow {
  tenant: Tenant;
  type: string;
  endpoint: Endpoint;
  subscriptionId: string;
  perSecond: number;
}

/** Enough for the functions to be started and compiled. */
const WARM_UP = { listed: 1_000, perSecond: 50, seconds: 10 };
const WARM_UP_MS = 60_000;
/** How long to wait for arrivals after the last event. */
const PATIENCE_MS = 15_000;

/** Creates a subscription and the flow of its events. */
export async function createFlow(
  tenant: Tenant,
  type: string,
  endpoint: Endpoint,
  perSecond: number,
  more?: object,
): Promise<Flow> {
  const subscriptionId = await tenant.subscribe(type, endpoint, more);
  return { tenant, type, endpoint, subscriptionId, perSecond };
}

export const send = ({ tenant, type, perSecond }: Flow, seconds: number): Promise<SentEvent[]> =>
  steadily(perSecond, seconds, () => tenant.send(type));

/** Sends events for some seconds. Returns the waits of those sent after the first `settlingSeconds`. */
export async function waitsIn(flow: Flow, seconds: number, settlingSeconds = 0): Promise<Waits> {
  const sent = await send(flow, seconds);
  return arrived(flow.endpoint.arrivals, sent.slice(settlingSeconds * flow.perSecond), PATIENCE_MS);
}

/** Sends events until the twin is as quick as it gets. */
export async function warmUp(flow: Flow): Promise<void> {
  const before = flow.endpoint.arrivals().length;
  await flow.tenant.sendLists(flow.type, WARM_UP.listed);
  await send({ ...flow, perSecond: WARM_UP.perSecond }, WARM_UP.seconds);
  const events = WARM_UP.listed + WARM_UP.perSecond * WARM_UP.seconds;
  if (await until(() => flow.endpoint.arrivals().length >= before + events, WARM_UP_MS)) return;
  throw new Error(`the events of the warm-up did not arrive in ${WARM_UP_MS / 1000} s`);
}
