import type { LogReader } from "../log/log-reader.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import { type CancelPorts, cancelWaiting } from "./cancelling.ts";

export interface AbandonPorts extends CancelPorts {
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">;
}

const PAGE = 250;

/**
 * The longest time to spend: a request has 29 s in all. The remaining deliveries stay `pending` until their retention
 * ends.
 */
const LONGEST_MS = 10_000;

/**
 * Cancels the waiting deliveries of a deleted pull subscription. They have no queue messages, so nothing else ends
 * them.
 */
export function abandonWaiting(ports: AbandonPorts) {
  const cancel = cancelWaiting(ports);

  return async function abandon(key: SubscriptionKey): Promise<void> {
    const endMs = ports.now() + LONGEST_MS;
    let after: string | undefined;
    do {
      const listed = await ports.log.listDeliveries(key, { states: ["pending"] }, { limit: PAGE, after });
      await cancel(listed.items);
      after = listed.next;
    } while (after !== undefined && ports.now() < endMs);
  };
}
