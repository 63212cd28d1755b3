import type { WakeQueue } from "../../core/health/health-store.ts";
import { encodeWake } from "../../core/health/wake-message.ts";
import { messageSender } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/** Sends subscriptions to the queue of wakes. The tenant is the message group: tenants don't delay one another. */
export function sqsWakeQueue(caller: SqsCaller, queueUrl: string): WakeQueue {
  const send = messageSender(caller, queueUrl);
  return {
    sendWakes: (wakes, delaySeconds) =>
      send(wakes.map((wake) => ({ body: encodeWake(wake), groupId: wake.tenantId, delaySeconds }))),
  };
}
