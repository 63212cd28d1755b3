import type { LogReader } from "../../core/log/log-reader.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionRules } from "../../core/subscription/subscription-rules.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { signedRequest } from "../../sending/sign.ts";
import { USER_AGENT } from "../../sending/user-agent.ts";
import type { Operations } from "../http/endpoint.ts";
import { conflict, notFound } from "../http/refusals.ts";
import { curlCommand } from "./curl-command.ts";
import type { curlRoutes } from "./curl-routes.ts";
import { findDelivery, withContent } from "./find-delivery.ts";

export interface CurlPorts {
  log: Pick<LogReader, "getDeliveries" | "getEvent" | "ulidOfOwnId" | "listAttempts">;
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
  rules: Pick<SubscriptionRules<Dialect>, "dialect">;
  sign: ReturnType<typeof signedRequest>;
}

/**
 * Serves a `curl` command that repeats an attempt: to the attempt's URL, signed now with the current secret. Values
 * that are never shown again are masked.
 */
export const curlOperations = ({ log, subscriptions, rules, sign }: CurlPorts): Operations<typeof curlRoutes> => ({
  readAttemptAsCurl: async ({ params, ...request }) => {
    const { delivery, event } = await findDelivery({ log, subscriptions }, request);
    const { id, tenantId, subscriptionId } = delivery;
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId });
    if (subscription) refusePulled(subscription);
    const attempt = (await log.listAttempts(id)).find(({ number }) => String(number) === params.number);
    if (!attempt) throw notFound();
    const content = withContent(event);
    if (!subscription) throw conflict("The delivery's subscription has been deleted.");
    const task = { event: content, deliveryId: id, attempt: attempt.number, test: delivery.test };
    const { shown, body } = await sign(task, subscription, rules.dialect(subscription));
    const headers = { "user-agent": USER_AGENT, ...shown };
    const command = { url: attempt.url, headers, body: body.toString(), verifyTls: subscription.verifyTls };
    return { statusCode: 200, headers: PLAIN_TEXT, body: curlCommand(command) };
  },
});

const PLAIN_TEXT = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
