import type { DeliveryTask, Subscription } from "../../lib/core/model.ts";
import type { SendResult } from "../../lib/core/outcome.ts";
import type { Clock, Sender, SigningSecrets } from "../../lib/core/ports.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";

export interface PostPorts {
  secrets: Pick<SigningSecrets, "reveal">;
  sender: Sender;
  now: Clock;
}

/** Renders, signs and POSTs a delivery once, within `timeoutMs`. Never sent unsigned. */
export function signedPost({ secrets, sender, now }: PostPorts) {
  return async function post(
    task: DeliveryTask,
    subscription: Subscription,
    dialect: Dialect,
    timeoutMs: number,
  ): Promise<SendResult> {
    const owner = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
    const revealed = await secrets.reveal(owner, subscription.secret);
    const { event, deliveryId } = task;
    const { headers, body } = dialect.render({ event, subscription, deliveryId, secrets: revealed, nowMs: now() });
    const { url, verifyTls } = subscription;
    return sender.send({ url, headers: { ...subscription.headers, ...headers }, body, timeoutMs, verifyTls });
  };
}
