import { deliveryId } from "../../core/ids.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { newAllowance } from "../../core/matching/allowance.ts";
import { catalogOf } from "../../core/matching/catalog.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import { evaluations } from "../../core/matching/evaluation.ts";
import { explainRecorded, explainToday } from "../../core/matching/explanation.ts";
import type { Subscription } from "../../core/model.ts";
import type { SubscriptionLister } from "../../core/subscription/subscription-store.ts";
import type { Operation } from "../http/guards.ts";
import { pageView, readPage, slicePage } from "../http/pages.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";

export interface ExplanationPorts {
  log: Pick<LogReader, "getEvent">;
  subscriptions: SubscriptionLister;
  catalog: CatalogReader;
}

/** Says of each subscription of the tenant why an event did or did not give it a delivery. */
export function explanationOperation({ log, subscriptions, catalog }: ExplanationPorts): Operation {
  const evaluationOf = evaluations();

  return async function explain({ tenantId, id, query }) {
    const page = readPage(query);
    const event = await log.getEvent(tenantId, id);
    if (!event) throw notFound();
    const [all, entries] = await Promise.all([subscriptions.listSubscriptions(tenantId), catalog.listCatalog()]);
    const there = new Map<string, Subscription>(all.map((subscription) => [subscription.id, subscription]));
    const got = new Set(event.subscriptionIds);
    // A test send has nothing to do with what the others want.
    const ids = new Set(event.test ? got : [...got, ...there.keys()]);
    const types = catalogOf(entries);
    const evaluate = evaluationOf(event, newAllowance());

    const view = (subscriptionId: string) => {
      const subscription = there.get(subscriptionId);
      if (subscription && !got.has(subscriptionId)) return explainToday(event, subscription, types, evaluate);
      const recorded = explainRecorded(event, subscriptionId, subscription);
      return { ...recorded, deliveryId: deliveryId(event.id, subscriptionId) };
    };
    return jsonAnswer(
      200,
      pageView(
        slicePage([...ids].sort(), (subscriptionId) => subscriptionId, page),
        view,
      ),
    );
  };
}
