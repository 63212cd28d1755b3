import type { Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { pageView, readPage, slicePage } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { catalogOf } from "../../lib/core/catalog.ts";
import { evaluations, newAllowance } from "../../lib/core/evaluation.ts";
import { explainRecorded, explainToday } from "../../lib/core/explanation.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import type { LogReader } from "../../lib/core/log-ports.ts";
import type { Subscription } from "../../lib/core/model.ts";
import type { CatalogReader, SubscriptionLister } from "../../lib/core/ports.ts";

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
