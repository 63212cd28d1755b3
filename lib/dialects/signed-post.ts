import type { DeliveryTask, Subscription } from "../core/model.ts";
import type { SendResult } from "../core/outcome.ts";
import type { Clock, Sender, SigningSecrets } from "../core/ports.ts";
import { signingRef } from "../core/secret-ref.ts";
import type { Dialect } from "./dialect.ts";

export interface PostPorts {
  secrets: Pick<SigningSecrets, "reveal">;
  sender: Sender;
  now: Clock;
}

/**
 * Renders, signs and POSTs a delivery once, within `timeoutMs`. Never sent unsigned. With `secret` that one alone
 * signs, whatever the subscription has.
 */
export function signedPost({ secrets, sender, now }: PostPorts) {
  return async function post(
    task: PostTask,
    subscription: Subscription,
    dialect: Dialect,
    timeoutMs: number,
    secret?: string,
  ): Promise<SendResult> {
    const owner = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
    const signing =
      secret === undefined ? await secrets.reveal(owner, signingRef(subscription.secret, now())) : [secret];
    const { event, deliveryId } = task;
    const { headers, body } = dialect.render({ event, subscription, deliveryId, secrets: signing, nowMs: now() });
    const { url, verifyTls } = subscription;
    return sender.send({ url, headers: { ...subscription.headers, ...headers }, body, timeoutMs, verifyTls });
  };
}

type PostTask = Pick<DeliveryTask, "event" | "deliveryId">;
