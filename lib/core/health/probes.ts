import type { RetryQueue } from "../delivery/retry-queue.ts";
import { newTask } from "../delivery/task.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import { type Breaker, probesDue } from "./breaker.ts";
import { changeStanding } from "./change-standing.ts";
import type { ChangedStanding, Health } from "./health.ts";
import type { StandingStore, WakeQueue } from "./health-store.ts";
import { type HeldDelivery, type HeldPorts, heldDeliveries } from "./held-deliveries.ts";
import { heldFor } from "./holding.ts";
import { breakerClosed, probeLater, probeSent } from "./transitions.ts";

export interface ProbePorts extends HeldPorts {
  standings: StandingStore;
  /** The queue of the patient lane. */
  retries: RetryQueue;
  wakes: WakeQueue;
}

/** `deliver` wakes an endpoint that lacks a probe. A function that didn't know that yet has held its delivery by then. */
const LOOK_AGAIN_SECONDS = 5;

/** How long a probe may take besides its POST: to wait in its queue, and to be read and recorded. */
const PROBE_MARGIN_MS = 90_000;

/**
 * Sends the probes that are due, which are the oldest held deliveries. Their rows stay held. Overlapping calls send them
 * once, because they are claimed first. If they can't be sent after that, others follow when the claim's lease has ended.
 *
 * @returns what is known of the endpoint afterwards
 */
export function sendProbes(ports: ProbePorts) {
  const { standings, retries, wakes, now } = ports;
  const read = heldDeliveries(ports);

  return async function send(subscription: Subscription, key: SubscriptionKey, health: Health): Promise<Health> {
    const { breaker } = health;
    const due = breaker ? probesDue(breaker, now()) : 0;
    if (!breaker || due === 0) return health;
    const found = await firstHeld(key, due);
    const untilMs = now() + subscription.timeoutSeconds * 1000 + PROBE_MARGIN_MS;
    const claim = (current: Health | undefined) => probesClaimed(current, key, breaker, found.length, untilMs, now());
    const claimed = await changeStanding(standings, key, claim, health);
    if (claimed?.breaker) await sendAll(found, breaker);
    if (claimed?.breaker?.lacksProbe && !breaker.lacksProbe) await wakes.sendWakes([key], LOOK_AGAIN_SECONDS);
    return claimed ?? health;
  };

  async function firstHeld(key: SubscriptionKey, count: number): Promise<HeldDelivery[]> {
    const found: HeldDelivery[] = [];
    for await (const page of read(key, count)) {
      found.push(...page);
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  }

  async function sendAll(found: HeldDelivery[], { failedProbes: probe }: Breaker): Promise<void> {
    const tasks = found.map(({ row, event }) => ({ task: { ...newTask(event, row), probe }, delaySeconds: 0 }));
    const fault = (await retries.sendLater(tasks)).find((one) => one !== undefined);
    if (fault) throw fault;
  }
}

/** The standing with the probes that were found; undefined if somebody else was faster. */
export function probesClaimed(
  current: Health | undefined,
  key: SubscriptionKey,
  breaker: Breaker,
  found: number,
  untilMs: number,
  nowMs: number,
): ChangedStanding | undefined {
  if (!current?.breaker || heldFor(current, nowMs) === "paused") return undefined;
  const { failedProbes, passed } = current.breaker;
  const due = probesDue(current.breaker, nowMs);
  if (due === 0 || failedProbes !== breaker.failedProbes || passed !== breaker.passed) return undefined;
  if (found > 0) return probeSent(current, untilMs, due - found);
  return passed > 0 ? breakerClosed(current, key, nowMs) : probeLater(current, nowMs);
}
