import type { Clock } from "../core/clock.ts";
import type { PostResult } from "../core/delivery/outcome.ts";
import type { DeliveryTask, Subscription } from "../core/model.ts";
import { signingRef } from "../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../core/subscription/signing-secrets.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { bodyDigest, headersOf, maskedHeaders, secretVersion } from "./mask.ts";
import type { Sender } from "./sender.ts";

export interface SigningPorts {
  secrets: Pick<SigningSecrets, "reveal">;
  now: Clock;
}

export interface PostPorts extends SigningPorts {
  sender: Sender;
}

/** What of a delivery is rendered. */
type PostTask = Pick<DeliveryTask, "event" | "deliveryId">;

/**
 * Renders and signs a delivery as it is POSTed now. With `secret` that one alone signs, whatever the subscription
 * has. `shown` are the headers with what is secret masked.
 */
export function signedRequest({ secrets, now }: SigningPorts) {
  return async function sign(task: PostTask, subscription: Subscription, dialect: Dialect, secret?: string) {
    const owner = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
    const ref = signingRef(subscription.secret, now());
    const signing = secret === undefined ? await secrets.reveal(owner, ref) : [secret];
    const { event, deliveryId } = task;
    const rendered = dialect.render({ event, subscription, deliveryId, secrets: signing, nowMs: now() });
    const headers = headersOf(subscription, rendered);
    return {
      headers,
      shown: maskedHeaders(headers, subscription, dialect),
      body: rendered.body,
      secretVersion: secret === undefined ? secretVersion(ref) : undefined,
    };
  };
}

/** Renders, signs and POSTs a delivery once, within `timeoutMs`. Never sent unsigned. */
export function signedPost({ sender, ...ports }: PostPorts) {
  const sign = signedRequest(ports);

  return async function post(
    task: PostTask,
    subscription: Subscription,
    dialect: Dialect,
    timeoutMs: number,
    secret?: string,
  ): Promise<PostResult> {
    const { headers, shown, body, secretVersion } = await sign(task, subscription, dialect, secret);
    const { url, verifyTls } = subscription;
    const result = await sender.send({ url, headers, body, timeoutMs, verifyTls });
    return { ...result, requestHeaders: shown, bodyDigest: bodyDigest(body), secretVersion };
  };
}
