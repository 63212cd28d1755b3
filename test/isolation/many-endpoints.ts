import { inParallel } from "../bench/support/in-parallel.ts";
import { steadily } from "../bench/support/load.ts";
import type { Result } from "../bench/support/result.ts";
import { arrived } from "./support/arrived.ts";
import type { Behaviour } from "./support/behaviours.ts";
import { ratiosOf } from "./support/ratios.ts";
import type { Endpoint } from "./support/receivers.ts";
import type { Tenant } from "./support/tenants.ts";
import type { Waits } from "./support/waits.ts";
import { type World, withWorld } from "./support/world.ts";

/** An endpoint with an event type of its own. */
interface Subscribed {
  tenant: Tenant;
  type: string;
  endpoint: Endpoint;
  /** Whether it is one of those that begin to hang or to fail. */
  turns: boolean;
}

const ENDPOINTS = 1_000;
const TENANTS = 20;
/** Every tenth group of endpoints, one of each tenant, begins to hang or to fail. */
const TURNING_PART = 10;
/** Events a second to all endpoints together. */
const PER_SECOND = 100;
/** Has no divisor in common with the number of endpoints, so that the events to turning ones are spread evenly. */
const STRIDE = 37;
const WARM_UP_SECONDS = 15;
const ALONE_SECONDS = 30;
const SETTLING_SECONDS = 30;
const BESIDE_SECONDS = 75;
const SUBSCRIBED_AT_ONCE = 8;
const PATIENCE_MS = 15_000;

export const besideManyHangingEndpoints = (): Promise<Result[]> => besideMany("turning", "hang");

export const besideManyDeadEndpoints = (): Promise<Result[]> => besideMany("breaking", "fail");

/** The waits of healthy endpoints before and after a tenth of all endpoints change at once. */
const besideMany = (behaviour: Behaviour, what: string): Promise<Result[]> =>
  withWorld(async (world) => {
    const all = await subscribeAll(world, behaviour);
    await healthyWaits(all, WARM_UP_SECONDS);
    const alone = await healthyWaits(all, ALONE_SECONDS);
    world.receivers.turn();
    const beside = await healthyWaits(all, BESIDE_SECONDS, SETTLING_SECONDS);
    const turning = `${ENDPOINTS / TURNING_PART} of ${ENDPOINTS} ${what}`;
    return ratiosOf(`Healthy endpoints at ${PER_SECOND}/s in all while ${turning}`, alone, beside, 1.5);
  });

async function subscribeAll({ tenant, receivers }: World, behaviour: Behaviour): Promise<Subscribed[]> {
  const tenants = await Promise.all(Array.from({ length: TENANTS }, (_, n) => tenant(`tenant-${n}`)));
  const all = Array.from({ length: ENDPOINTS / TENANTS }, (_, group) =>
    tenants.map((owner, n): Subscribed => {
      const turns = group % TURNING_PART === 0;
      const type = `paid.${group}`;
      const endpoint = receivers.endpoint(turns ? behaviour : "healthy", `${n}-${group}`);
      return { tenant: owner, type, endpoint, turns };
    }),
  ).flat();
  await inParallel(all.length, SUBSCRIBED_AT_ONCE, async (n) => {
    const { tenant: owner, type, endpoint } = all[n] as Subscribed;
    await owner.subscribe(type, endpoint);
  });
  return all;
}

/** Sends events to all endpoints. Returns the waits of the healthy ones' events after the first seconds. */
async function healthyWaits(all: Subscribed[], seconds: number, settlingSeconds = 0): Promise<Waits> {
  const sent = await steadily(PER_SECOND, seconds, async (n) => {
    const { tenant, type, turns } = all[(n * STRIDE) % all.length] as Subscribed;
    return { ...(await tenant.send(type)), turns };
  });
  const judged = sent.slice(settlingSeconds * PER_SECOND).filter(({ turns }) => !turns);
  const healthy = all.filter(({ turns }) => !turns);
  return arrived(() => healthy.flatMap(({ endpoint }) => endpoint.arrivals()), judged, PATIENCE_MS);
}
