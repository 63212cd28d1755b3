import type { Clock } from "../../core/clock.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { earliest, statisticsOf } from "../../core/log/statistics.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import { readStatisticsSpan } from "../deliveries/log-queries.ts";
import type { Operation } from "../http/guards.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";

export interface StatisticsPorts {
  log: Pick<LogReader, "listDeliveries">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  now: Clock;
}

/** Deliveries that statistics are made of at most: what a function can read within a request. */
const MOST_COUNTED = 10_000;

/** How a subscription fares: what became of its newest deliveries of some time, and what waits now. */
export function statisticsOperation({ log, subscriptions, now }: StatisticsPorts): Operation {
  return async function statistics({ tenantId, id, query }) {
    const { since, until } = readStatisticsSpan(query, now());
    const key = { tenantId, subscriptionId: id };
    if (!(await subscriptions.getSubscription(key))) throw notFound();
    const [made, waiting] = await Promise.all([
      log.listDeliveries(key, { since, until }, { limit: MOST_COUNTED }),
      log.listDeliveries(key, { states: ["pending", "retrying"], order: "oldest" }, { limit: MOST_COUNTED }),
    ]);
    const complete = made.next === undefined && waiting.next === undefined;
    const inBackoff = waiting.items.filter(({ state }) => state === "retrying").length;
    const oldestWaitingAt = earliest(waiting.items);
    return jsonAnswer(200, { since, until, complete, ...statisticsOf(made.items), inBackoff, oldestWaitingAt });
  };
}
