import type { Clock } from "../../core/clock.ts";
import { lru } from "../../core/kit/lru.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { earliest, statisticsOf } from "../../core/log/statistics.ts";
import type { Delivery, DeliveryState } from "../../core/model/delivery.ts";
import type { SubscriptionKey } from "../../core/model/subscription.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { statisticsSpan } from "../deliveries/log-queries.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import type { statisticsRoutes } from "./statistics-routes.ts";

export interface StatisticsPorts {
  log: Pick<LogReader, "listDeliveries">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  now: Clock;
}

/**
 * The most deliveries that statistics count. More of them would keep a CPU busy for seconds, and a few requests at once
 * would hold up a tenant's other requests.
 */
const MAX_COUNTED = 2_000;

/** A dashboard asks for the same statistics again and again. A function repeats its answer for this long. */
const KEPT_MS = 5_000;
const KEPT_ANSWERS = 200;

/** Serves a subscription's statistics: the outcomes of its newest deliveries, and the number of waiting deliveries. */
export function statisticsOperations(ports: StatisticsPorts): Operations<typeof statisticsRoutes> {
  const { log, subscriptions, now } = ports;
  const answers = lru<{ statistics: Promise<object>; atMs: number }>(KEPT_ANSWERS);

  return {
    readStatistics: async ({ query, ...request }) => {
      const key = subscriptionKeyOf(await findSubscription(subscriptions, request));
      return jsonAnswer(200, await keptStatistics(key, query));
    },
  };

  /** Each request checks first that the tenant still has the subscription. */
  function keptStatistics(key: SubscriptionKey, query: StatisticsQuery): Promise<object> {
    const name = JSON.stringify([key.tenantId, key.subscriptionId, query.since, query.until]);
    const [kept, atMs] = [answers.get(name), now()];
    if (kept && atMs >= kept.atMs && atMs - kept.atMs < KEPT_MS) return kept.statistics;
    const statistics = read(key, query);
    answers.set(name, { statistics, atMs });
    statistics.catch(() => answers.delete(name));
    return statistics;
  }

  async function read(key: SubscriptionKey, query: StatisticsQuery): Promise<object> {
    const { since, until } = statisticsSpan(query, now());
    const [made, waiting] = await Promise.all([
      log.listDeliveries(key, { since, until }, { limit: MAX_COUNTED }),
      log.listDeliveries(key, { states: WAITING, order: "oldest" }, { limit: MAX_COUNTED }),
    ]);
    const complete = made.next === undefined && waiting.next === undefined;
    return { since, until, complete, ...statisticsOf(made.items), ...waitingNow(waiting.items) };
  }
}

const WAITING = ["pending", "retrying", "held"] as const satisfies DeliveryState[];

function waitingNow(waiting: readonly Delivery[]) {
  const held = waiting.filter(({ state }) => state === "held");
  const inBackoff = waiting.filter(({ state }) => state === "retrying").length;
  const oldest = { oldestHeldAt: earliest(held), oldestWaitingAt: earliest(waiting) };
  return { inBackoff, held: held.length, ...oldest };
}

type StatisticsQuery = Parameters<typeof statisticsSpan>[0];
