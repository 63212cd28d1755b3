import { deliveryId } from "../../core/ids.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import { newAllowance } from "../../core/matching/allowance.ts";
import { catalogOf } from "../../core/matching/catalog.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import { evaluations } from "../../core/matching/evaluation.ts";
import { explainLater, explainRecorded, explainToday } from "../../core/matching/explanation.ts";
import { narrowedTo } from "../../core/matching/recorded-matches.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { isInScope } from "../../core/portal/capabilities.ts";
import type { SubscriptionLister } from "../../core/subscription/subscription-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView, slicePage } from "../http/pages.ts";
import type { eventRoutes } from "./event-routes.ts";
import { findAnyEvent } from "./find-event.ts";

export interface ExplanationPorts {
  log: Pick<LogReader, "getEvent" | "ulidOfOwnId">;
  subscriptions: SubscriptionLister;
  catalog: CatalogReader;
}

/** Explains for each subscription of the tenant why an event did or did not give it a delivery. */
export function explanationOperation(ports: ExplanationPorts): Operations<typeof eventRoutes>["explainEvent"] {
  const { log, subscriptions, catalog } = ports;
  const evaluationOf = evaluations();

  return async function explainEvent({ query, ...request }) {
    const found = await findAnyEvent(log, request);
    const { tenantId } = found;
    const [listed, entries] = await Promise.all([subscriptions.listSubscriptions(tenantId), catalog.listCatalog()]);
    // A portal token with a scope may ask why its subscriptions did not get the event, and learns nothing of others.
    const visible = listed.filter((subscription) => isInScope(request, subscription));
    const inScope = new Set(visible.map(({ id }) => id));
    const event = request.portal?.scope ? narrowedTo(found, (id) => inScope.has(id)) : found;
    const present = new Map<string, Subscription>(visible.map((subscription) => [subscription.id, subscription]));
    const matched = new Set(event.subscriptionIds);
    // A test send goes to one subscription, whatever event types the others list.
    const all = new Set(event.test ? matched : [...matched, ...present.keys()]);
    const { subscriptionId: wanted } = query;
    const ids = [...all].filter((id) => wanted === undefined || id === wanted).sort();
    const types = catalogOf(entries);
    const evaluate = evaluationOf(event, newAllowance());

    const view = (subscriptionId: string) => {
      const subscription = present.get(subscriptionId);
      if (subscription && !matched.has(subscriptionId)) {
        return explainLater(event, subscription) ?? explainToday(event, subscription, types, evaluate);
      }
      const recorded = explainRecorded(event, subscriptionId, subscription);
      return { ...recorded, deliveryId: deliveryId(event.ulid, subscriptionId) };
    };
    const page = await pageOfList(`explanations of ${tenantId} ${event.id}`, query, (request) =>
      slicePage(ids, (subscriptionId) => subscriptionId, request),
    );
    return jsonAnswer(200, pageView(page, view));
  };
}
