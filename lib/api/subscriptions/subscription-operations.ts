import { auditEntry } from "../../core/audit/audit-entry.ts";
import { type AbandonPorts, abandonWaiting } from "../../core/delivery/abandoning.ts";
import { type WakingPorts, waking } from "../../core/health/waking.ts";
import type { PageRequest } from "../../core/kit/pages.ts";
import type { StatusReader } from "../../core/log/status-reader.ts";
import type { Subscription, SubscriptionKey } from "../../core/model/subscription.ts";
import { may } from "../../core/portal/capabilities.ts";
import type { HeaderSeals } from "../../core/subscription/sealed-headers.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { SubscriptionLimits } from "../../core/subscription/subscription-limits.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { TallyReader } from "../../core/tally/tally-store.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { requireMatch, tagged } from "../http/etag.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import { findSubscription } from "./find-subscription.ts";
import { createSubscription, type NewSubscriptionPorts } from "./new-subscription.ts";
import { hasHealth, pageWithSettings } from "./subscription-list.ts";
import type { SubscriptionRoutes } from "./subscription-routes.ts";
import { updateSubscription } from "./subscription-update.ts";
import { subscriptionEtag, subscriptionView, subscriptionWithStatus } from "./subscription-views.ts";

export interface SubscriptionPorts
  extends Omit<NewSubscriptionPorts, "subscriptions" | "secrets">,
    AbandonPorts,
    WakingPorts {
  subscriptions: SubscriptionStore;
  secrets: SigningSecrets;
  seals: HeaderSeals;
  statuses: StatusReader;
  tallies: Pick<TallyReader, "readDay">;
  limits: SubscriptionLimits;
}

/** A tenant's operations on its subscriptions. */
export function subscriptionOperations(ports: SubscriptionPorts): Operations<SubscriptionRoutes> {
  const { subscriptions, secrets, statuses, now } = ports;
  const create = createSubscription(ports);
  const update = updateSubscription(ports);
  const abandon = abandonWaiting(ports);
  const { wake, wakeLater, mayWork } = waking(ports);

  const remove: Operations<SubscriptionRoutes>["deleteSubscription"] = async (request) => {
    const subscription = await findSubscription(subscriptions, request);
    const ifMatch = request.header("if-match");
    requireMatch(ifMatch, subscriptionEtag(subscription));
    const expected = ifMatch === undefined ? undefined : subscription.updatedAt;
    const { incarnation } = request;
    const holds = await wakeLater(subscriptionKeyOf(subscription));
    const resource = { type: "subscription", id: subscription.id } as const;
    const change = { action: "deleteSubscription", resource, before: subscriptionView(subscription) };
    const removed = await subscriptions.deleteSubscription(
      { ...subscriptionKeyOf(subscription), incarnation },
      expected,
      auditEntry(request, change, now()),
    );
    // Another request has just changed or deleted the subscription, so compare `If-Match` with the new state.
    if (!removed && expected !== undefined) return remove(request);
    await clearUp(subscription, holds);
    return emptyAnswer();
  };

  /**
   * The subscription is already gone. A failure from here on is a failure inside Posthorn, and must not fail the
   * request.
   */
  const clearUp = async (subscription: Subscription, holds: boolean): Promise<void> => {
    const key = subscriptionKeyOf(subscription);
    const leftBehind = (what: string) => failedLater(key, `a deleted subscription's ${what} was left behind`);
    await secrets.forget(key, subscription.secret).catch(leftBehind("secret"));
    if (subscription.pull) await abandon(key).catch(leftBehind("stream"));
    if (holds || subscription.ordered) await wake(key).catch(failedLater(key, "held deliveries are cancelled later"));
  };

  const failedLater =
    ({ subscriptionId: id }: SubscriptionKey, what: string) =>
    (error: unknown): void =>
      ports.logger.error(what, { error: error as Error, id });

  /**
   * The subscription is already changed. Without this, an open breaker probes the endpoint at most half an hour later,
   * and held deliveries are skipped half a minute later. The first delivery of an ordered lane waits up to an hour.
   */
  const afterUpdate = async (
    subscription: Subscription,
    { isNew, holds, isPaced }: { isNew: boolean; holds: boolean; isPaced: boolean },
  ): Promise<void> => {
    const key = subscriptionKeyOf(subscription);
    const late = failedLater(key, "a changed subscription wasn't looked at");
    const inLanes = subscription.ordered === true;
    if (isNew) await mayWork(key, holds || inLanes).catch(late);
    else if (holds || (inLanes && isPaced)) await wake(key).catch(late);
  };

  /** Reads what is known about subscriptions. Resolves with the view of each of them. */
  const statusOf = async (ids: string[]) => {
    const [known, problems, healths, days] = await Promise.all([
      statuses.getStatuses(ids),
      statuses.getFilterProblems(ids),
      statuses.getHealths(ids),
      ports.tallies.readDay(ids),
    ]);
    return (one: Subscription) => {
      const of = {
        status: known.get(one.id),
        problem: problems.get(one.id),
        health: healths.get(one.id),
        day: days.get(one.id),
      };
      return subscriptionWithStatus(one, of, now());
    };
  };

  return {
    createSubscription: async (request) => {
      const { subscription, plain } = await create(request, request.body, request.apiHosts);
      const mayKnow = may(request, "viewSecret") || may(request, "manageSecret");
      return subscriptionAnswer(201, subscription, mayKnow ? { secret: plain } : {});
    },

    listSubscriptions: async ({ tenantId, portal, query: { limit, after, ...filters } }) => {
      const read = (request: PageRequest) => subscriptions.pageSubscriptions(tenantId, request);
      const page = await pageOfList(
        `subscriptions of ${tenantId} ${JSON.stringify({ ...filters, scope: portal?.scope })}`,
        { limit, after },
        (request) => pageWithSettings(read, { ...filters, portal }, request),
      );
      const withStatus = await statusOf(page.items.map(({ id }) => id));
      const { data, next } = pageView(page, withStatus);
      return jsonAnswer(200, { data: data.filter(({ health }) => hasHealth(filters.health, health?.state)), next });
    },

    readSubscription: async (request) => {
      const [subscription, withStatus] = await Promise.all([
        findSubscription(subscriptions, request),
        statusOf([request.id]),
      ]);
      return tagged(jsonAnswer(200, withStatus(subscription)), subscriptionEtag(subscription));
    },

    updateSubscription: async (request) => {
      const { active, rateLimit } = request.body;
      const holds = active === false && (await wakeLater(subscriptionKeyOf(request)));
      const updated = await update(request, request.body, request.header("if-match"));
      if (!updated) throw notFound();
      const isNew = updated.moved || active === true;
      const isPaced = active === false || rateLimit !== undefined;
      await afterUpdate(updated.subscription, { isNew, holds, isPaced });
      return subscriptionAnswer(200, updated.subscription);
    },

    deleteSubscription: remove,
  };
}

const subscriptionAnswer = <Status extends number>(status: Status, subscription: Subscription, more: object = {}) =>
  tagged(jsonAnswer(status, { ...subscriptionView(subscription), ...more }), subscriptionEtag(subscription));
