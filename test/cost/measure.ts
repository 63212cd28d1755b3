import { parseOptions } from "../../lib/infra/options.ts";
import type { CostCase } from "./cases.ts";
import type { Usage } from "./meter/usage.ts";
import { type World, withWorld } from "./world.ts";

/** What the deliveries of a case used. */
export interface Measured {
  deliveries: number;
  usage: Usage;
}

/**
 * Retries wait a second instead of hours, which costs the same. Otherwise the stack is the one that `cdk deploy`
 * deploys by default: the twin would log more.
 */
const contextOf = ({ load: { deliveryConcurrency } }: CostCase): Record<string, string> => ({
  retryWaits: "1,1,1",
  deliveryConcurrency: String(deliveryConcurrency),
  reservedConcurrency: `deliver:${deliveryConcurrency}`,
  logLevel: parseOptions({}).logLevel,
});

/**
 * How long changes of the table wait before they are counted: longer than a case sends events. The stack's own window is
 * longer, and a stack never rests, so its batches are larger, and each delivery pays less.
 */
const STREAM_WINDOW_SECONDS = 20;

/** The window of a case, and the time without any work after which its changes are counted too. */
const windowOf = ({ streamWindowSeconds = STREAM_WINDOW_SECONDS }: CostCase): number => streamWindowSeconds;
const countedAfterMs = (one: CostCase): number => Math.max(one.quietMs ?? 0, windowOf(one) * 1_000 + 2_500);

/**
 * Counts what the deliveries of a case use, from the first request to the last delete. Starts of functions are not
 * counted: a busy stack has one in many thousands of invocations.
 */
export const measure = (one: CostCase): Promise<Measured> =>
  withWorld(
    { context: contextOf(one), batchSize: one.load.batchSize, streamWindowSeconds: windowOf(one) },
    async (world) => {
      await one.subscribe(world);
      await deliver(one, world, one.warmUp, one.warmUpPosts);
      world.meter.reset();
      await deliver(one, world, one.deliveries);
      return { deliveries: one.deliveries, usage: world.meter.usage() };
    },
  );

async function deliver(one: CostCase, world: World, deliveries: number, posts?: number): Promise<void> {
  const { receiver, meter, arrived } = world;
  const expected = receiver.requests.length + (posts ?? deliveries * one.attempts);
  await one.send(world, deliveries);
  await arrived(expected);
  await meter.quiet(countedAfterMs(one));
  // How many the warm-up of a hanging endpoint makes depends on how quickly its breaker opens.
  const extra = posts !== undefined ? 0 : receiver.requests.length - expected;
  if (extra > 0) throw new Error(`${one.name}: ${extra} POSTs more than expected`);
}
