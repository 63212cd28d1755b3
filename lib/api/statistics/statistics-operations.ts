import type { Clock } from "../../core/clock.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { earliest, statisticsOf } from "../../core/log/statistics.ts";
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

/** The largest number of deliveries that statistics count. A function can read that many within a request. */
const MAX_COUNTED = 10_000;

/** Serves a subscription's statistics: the outcomes of its newest deliveries, and the number of waiting deliveries. */
export const statisticsOperations = (ports: StatisticsPorts): Operations<typeof statisticsRoutes> => ({
  readStatistics: async ({ query, ...request }) => {
    const { log, subscriptions, now } = ports;
    const { since, until } = statisticsSpan(query, now());
    const key = subscriptionKeyOf(await findSubscription(subscriptions, request));
    const [made, waiting] = await Promise.all([
      log.listDeliveries(key, { since, until }, { limit: MAX_COUNTED }),
      log.listDeliveries(key, { states: ["pending", "retrying"], order: "oldest" }, { limit: MAX_COUNTED }),
    ]);
    const complete = made.next === undefined && waiting.next === undefined;
    const inBackoff = waiting.items.filter(({ state }) => state === "retrying").length;
    const oldestWaitingAt = earliest(waiting.items);
    return jsonAnswer(200, { since, until, complete, ...statisticsOf(made.items), inBackoff, oldestWaitingAt });
  },
});
