import type { LogReader } from "../../core/log/log-reader.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionRules } from "../../core/subscription/subscription-rules.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { bodyDigest } from "../../sending/mask.ts";
import type { signedRequest } from "../../sending/sign.ts";
import { USER_AGENT } from "../../sending/user-agent.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { conflict, notFound } from "../http/refusals.ts";
import type { attemptRoutes } from "./attempt-routes.ts";
import { curlCommand } from "./curl-command.ts";
import { type DeliveryRequest, findDelivery, withContent } from "./find-delivery.ts";

export interface AttemptRequestPorts {
  log: Pick<LogReader, "getDeliveries" | "getEvent" | "ulidOfOwnId" | "listAttempts">;
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
  rules: Pick<SubscriptionRules<Dialect>, "dialect">;
  sign: ReturnType<typeof signedRequest>;
}

/**
 * Serves an attempt's request, and a `curl` command that repeats it: to the attempt's URL, signed now with the current
 * secret. The log keeps a digest of each body that was sent, and the body itself is rendered again. Values that are
 * never shown again are masked.
 */
export function attemptOperations(ports: AttemptRequestPorts): Operations<typeof attemptRoutes> {
  const { log, subscriptions, rules, sign } = ports;

  /** The attempt, and its POST as it would be now. */
  async function rendered(request: DeliveryRequest & { params: Record<string, string> }) {
    const { delivery, event } = await findDelivery({ log, subscriptions }, request);
    const { id, tenantId, subscriptionId } = delivery;
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId });
    if (subscription) refusePulled(subscription);
    const attempt = (await log.listAttempts(id)).find(({ number }) => String(number) === request.params.number);
    if (!attempt) throw notFound();
    const content = withContent(event);
    if (!subscription) throw conflict("The delivery's subscription has been deleted.");
    const task = { event: content, deliveryId: id, attempt: attempt.number, test: delivery.test };
    return { attempt, subscription, ...(await sign(task, subscription, rules.dialect(subscription))) };
  }

  return {
    readAttemptRequest: async (request) => {
      const { attempt, body } = await rendered(request);
      const { url, requestHeaders: headers } = attempt;
      return jsonAnswer(200, { url, headers, body: body.toString(), asSent: bodyDigest(body) === attempt.bodyDigest });
    },

    readAttemptAsCurl: async (request) => {
      const { attempt, subscription, shown, body } = await rendered(request);
      const headers = { "user-agent": USER_AGENT, ...shown };
      const command = { url: attempt.url, headers, body: body.toString(), verifyTls: subscription.verifyTls };
      return { statusCode: 200, headers: PLAIN_TEXT, body: curlCommand(command) };
    },
  };
}

const PLAIN_TEXT = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
