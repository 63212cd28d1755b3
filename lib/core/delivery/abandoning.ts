import type { LogReader } from "../log/log-reader.ts";
import type { SubscriptionKey } from "../model.ts";
import { type CancelPorts, cancelWaiting } from "./cancelling.ts";

export interface AbandonPorts extends CancelPorts {
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">;
}

const AT_ONCE = 250;

/** What a request has for it: those that are left stay `pending` until their retention ends. */
const LONGEST_MS = 10_000;

/** Cancels what a pull subscription has not fetched: once it is deleted, no message comes by to find out. */
export function abandonWaiting(ports: AbandonPorts) {
  const cancel = cancelWaiting(ports);

  return async function abandon(key: SubscriptionKey): Promise<void> {
    const endMs = ports.now() + LONGEST_MS;
    let after: string | undefined;
    do {
      const listed = await ports.log.listDeliveries(key, { states: ["pending"] }, { limit: AT_ONCE, after });
      await cancel(listed.items);
      after = listed.next;
    } while (after !== undefined && ports.now() < endMs);
  };
}
