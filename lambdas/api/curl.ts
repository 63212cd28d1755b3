import { findDelivery, withContent } from "../../lib/contract/find-delivery.ts";
import type { Operation } from "../../lib/contract/guards.ts";
import { conflict, notFound } from "../../lib/contract/http.ts";
import { curlCommand } from "../../lib/core/curl-command.ts";
import type { LogReader } from "../../lib/core/log-ports.ts";
import type { SubscriptionStore } from "../../lib/core/store-ports.ts";
import { refusePulled } from "../../lib/core/subscriptions.ts";
import type { signedRequest } from "../../lib/dialects/signed-post.ts";
import { USER_AGENT } from "../../lib/http/user-agent.ts";
import type { SubscriptionRules } from "./subscription-rules.ts";

export interface CurlPorts {
  log: Pick<LogReader, "getDeliveries" | "getEvent" | "listAttempts">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  rules: Pick<SubscriptionRules, "dialect">;
  sign: ReturnType<typeof signedRequest>;
}

/**
 * A command that repeats an attempt: to the URL of then, signed now and with the secret of today. Values that are
 * never shown again are masked in it.
 */
export function curlOperation({ log, subscriptions, rules, sign }: CurlPorts): Operation {
  return async function curl({ tenantId, id, params }) {
    const { delivery, event } = await findDelivery(log, tenantId, id);
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: delivery.subscriptionId });
    if (subscription) refusePulled(subscription);
    const attempt = (await log.listAttempts(id)).find(({ number }) => String(number) === params.number);
    if (!attempt) throw notFound();
    const content = withContent(event);
    if (!subscription) throw conflict("Its subscription has been deleted.");
    const { shown, body } = await sign({ event: content, deliveryId: id }, subscription, rules.dialect(subscription));
    const headers = { "user-agent": USER_AGENT, ...shown };
    const command = { url: attempt.url, headers, body: body.toString(), verifyTls: subscription.verifyTls };
    return { statusCode: 200, headers: PLAIN_TEXT, body: curlCommand(command) };
  };
}

const PLAIN_TEXT = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
