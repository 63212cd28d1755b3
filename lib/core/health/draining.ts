import type { Clock } from "../clock.ts";
import { type ChangePorts, changeDeliveries } from "../delivery/change-deliveries.ts";
import { endedHeld } from "../delivery/lifecycle.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import { heldRows } from "./held-deliveries.ts";

/** What becomes of the held deliveries of a subscription that is gone, or inactive. */
export type Drained = "cancelled" | "skipped";

export interface DrainPorts extends ChangePorts {
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">;
  now: Clock;
}

const PAGE = 100;

/** No page begins after this time. */
const BUDGET_MS = 20_000;

/** Ends the held deliveries of a subscription. Resolves with their number. If time runs out, some are left. */
export function drainHeld({ log, editor, now }: DrainPorts) {
  return async function drain(key: SubscriptionKey, state: Drained): Promise<number> {
    const endMs = now() + BUDGET_MS;
    let ended = 0;
    for await (const rows of heldRows(log, key, PAGE)) {
      const wanted = rows.map(({ id }) => ({ id, change: (row?: Delivery) => row && endedHeld(row, state, now()) }));
      await changeDeliveries({ log, editor }, wanted, new Map(rows.map((row) => [row.id, row])));
      ended += rows.length;
      if (now() >= endMs) break;
    }
    return ended;
  };
}
