import type { Clock } from "../clock.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import { changeStanding } from "./change-standing.ts";
import type { StandingStore } from "./health-store.ts";
import { heldRows } from "./held-deliveries.ts";
import { releaseForgotten } from "./transitions.ts";

export interface ForgottenPorts {
  standings: Pick<StandingStore, "getHealth" | "replaceStanding">;
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">;
  now: Clock;
}

/**
 * Begins a release for a subscription that has held deliveries, but nothing that would send them. This shouldn't happen.
 * Resolves with whether it was necessary.
 */
export function releaseForgottenHolds({ standings, log, now }: ForgottenPorts) {
  return async function release(key: SubscriptionKey): Promise<boolean> {
    if (!(await hasHeld(key))) return false;
    const changed = await changeStanding(standings, key, (health) => releaseForgotten(health, now()));
    return changed !== undefined;
  };

  async function hasHeld(key: SubscriptionKey): Promise<boolean> {
    for await (const rows of heldRows(log, key, 1)) if (rows.length > 0) return true;
    return false;
  }
}
