import type { Clock, Random } from "../../lib/core/clock.ts";
import { afterPosts } from "../../lib/core/health/after-posts.ts";
import { LONGEST_DELAY_SECONDS } from "../../lib/core/health/bulkhead.ts";
import { changeStanding } from "../../lib/core/health/change-standing.ts";
import { mayBeDisabled } from "../../lib/core/health/disabling.ts";
import { type EndedPost, hasFailed, tallyOf } from "../../lib/core/health/ended-posts.ts";
import type { Health } from "../../lib/core/health/health.ts";
import type { HealthStore, WakeQueue } from "../../lib/core/health/health-store.ts";
import { isForgettable, isQuiet } from "../../lib/core/health/holding.ts";
import { isUnreached } from "../../lib/core/health/network.ts";
import { SLICE_SECONDS } from "../../lib/core/health/release.ts";
import { askedToWait, overRate } from "../../lib/core/health/transitions.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { SubscriptionKey } from "../../lib/core/model/subscription.ts";
import { slowWatch, type WatchedPost } from "./slow-watch.ts";

export interface NotePorts {
  health: HealthStore;
  wakes: WakeQueue;
  now: Clock;
  random: Random;
  observe: { unnoted(error: unknown, subscription: SubscriptionKey): void };
}

/** What a batch learns about endpoints. */
export interface EndpointNotes {
  /** Watches a POST that begins now. */
  begin(task: DeliveryTask): WatchedPost<void>;
  /** Doesn't count a message's POST, because our own network was down. */
  disregard(task: DeliveryTask): void;
  /** The number of POSTs that reached their endpoints so far. */
  reached(): number;
  /** Holds the endpoint's new deliveries, and releases them at its rate limit. Rejects if that can't be written. */
  overRate(task: DeliveryTask, perSecond: number): Promise<void>;
  /** A delivery was held. It is the probe that its endpoint lacks, if it lacks one. */
  held(task: DeliveryTask): void;
  /** A message that was to be POSTed is done. After the last one to an endpoint, the POSTs are counted. */
  done(task: DeliveryTask): void;
  /** Pauses the endpoint for as long as its receiver asked. Rejects if the pause can't be written. */
  pause(task: DeliveryTask, seconds: number): Promise<void>;
  /** Resolves when everything is written. Never rejects. */
  written(): Promise<void>;
}

/**
 * Notes how the POSTs of a batch went. Endpoints without trouble cost no call. A note that can't be written holds up no
 * delivery: the next failure opens the breaker, the lease of a probe ends, and the schedule replaces a wake.
 *
 * @param known what was known about endpoints when the batch was read, by subscription id
 * @param expected the number of messages to POST, by subscription id
 */
export function endpointNotes(
  { health, wakes, now, random, observe }: NotePorts,
  known: ReadonlyMap<string, Health>,
  expected: ReadonlyMap<string, number>,
): EndpointNotes {
  const left = new Map(expected);
  const posts = new Map<string, EndedPost[]>();
  const counting: Promise<void>[] = [];
  const woken = new Set<string>();
  const pauses = new Map<string, { untilMs: number; written: Promise<unknown> }>();
  const slow = slowWatch(health, (subscription, found) => changeAfter(subscription, found, []));

  async function count(subscription: SubscriptionKey): Promise<void> {
    const { subscriptionId } = subscription;
    const ended = posts.get(subscriptionId) ?? [];
    // A mark adds to the time-outs in a row, and an answer ends them. So the mark must come first.
    const counts = (await slow.marked(subscriptionId)) || countsAll(known.get(subscriptionId));
    if (counts ? ended.length === 0 : !ended.some(hasFailed)) return;
    const found = await health
      .count(subscription, tallyOf(ended), known.get(subscriptionId))
      .catch((error) => observe.unnoted(error, subscription));
    if (found) await changeAfter(subscription, found, ended);
  }

  /** Successes count while an endpoint has trouble, and once more to forget it. */
  function countsAll(found: Health | undefined): boolean {
    return found !== undefined && (!isQuiet(found, now()) || isForgettable(found, now()));
  }

  async function changeAfter(subscription: SubscriptionKey, found: Health, ended: EndedPost[]): Promise<void> {
    try {
      const change = (latest: Health | undefined) => afterPosts(latest, subscription, ended, now(), random());
      const changed = await changeStanding(health, subscription, change, found);
      if (changed || mayBeDisabled(found, now())) await wakes.sendWakes([subscription], 0);
    } catch (error) {
      observe.unnoted(error, subscription);
    }
  }

  function wake(subscription: SubscriptionKey, delaySeconds: number): void {
    const sending = wakes.sendWakes([subscription], delaySeconds);
    counting.push(sending.catch((error) => observe.unnoted(error, subscription)));
  }

  return {
    begin(task) {
      const { deliveryId, subscriptionId, probe } = task;
      const { connected, ended } = slow.begin(keyOf(task));
      return {
        connected,
        ended(result) {
          const wasCounted = ended(result);
          if (!result) return;
          const post = { deliveryId, probe, result, endedAtMs: now(), wasCounted };
          posts.set(subscriptionId, [...(posts.get(subscriptionId) ?? []), post]);
        },
      };
    },
    disregard({ subscriptionId, deliveryId }) {
      const others = (posts.get(subscriptionId) ?? []).filter((post) => post.deliveryId !== deliveryId);
      posts.set(subscriptionId, others);
    },
    reached: () => [...posts.values()].flat().filter(({ result }) => !isUnreached(result)).length,
    async overRate(task, perSecond) {
      const change = (latest: Health | undefined) => overRate(latest, perSecond, now());
      await changeStanding(health, keyOf(task), change, known.get(task.subscriptionId));
    },
    held(task) {
      const subscription = keyOf(task);
      if (!known.get(task.subscriptionId)?.breaker?.lacksProbe || woken.has(task.subscriptionId)) return;
      woken.add(task.subscriptionId);
      wake(subscription, INDEXED_SECONDS);
    },
    done(task) {
      const others = (left.get(task.subscriptionId) ?? 1) - 1;
      left.set(task.subscriptionId, others);
      if (others === 0) counting.push(count(keyOf(task)));
    },
    async pause(task, seconds) {
      const untilMs = (Math.ceil(now() / 1000) + seconds) * 1000;
      const asked = pauses.get(task.subscriptionId);
      if (asked && asked.untilMs >= untilMs) return void (await asked.written);
      const change = (latest: Health | undefined) => askedToWait(latest, untilMs, now());
      const written = changeStanding(health, keyOf(task), change, known.get(task.subscriptionId));
      pauses.set(task.subscriptionId, { untilMs, written });
      // The schedule ends longer pauses, up to a minute late. Earlier than after a slice, two slices would overlap.
      if ((await written) && seconds < LONGEST_DELAY_SECONDS) wake(keyOf(task), Math.max(seconds + 1, SLICE_SECONDS));
    },
    async written() {
      await Promise.all([slow.written(), ...counting]);
    },
  };
}

/** Until the row of a delivery is in the index of held ones. */
const INDEXED_SECONDS = 1;

const keyOf = ({ event, subscriptionId }: DeliveryTask): SubscriptionKey => ({
  tenantId: event.tenantId,
  subscriptionId,
});
