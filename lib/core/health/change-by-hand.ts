import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Clock } from "../clock.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import { changeStanding } from "./change-standing.ts";
import type { Health, Standing } from "./health.ts";
import type { StandingStore, WakeQueue } from "./health-store.ts";

export interface ChangeByHandPorts {
  health: Pick<StandingStore, "getHealth" | "replaceStanding">;
  wakes: WakeQueue;
  now: Clock;
}

/**
 * Changes a standing as a request asks, and has `wake` do what is due then. If the standing is as wanted already, the
 * request may repeat one that failed after the change. So `wake` looks in any case.
 *
 * The function that it returns takes `auditOf`, which makes the audit entry of a change.
 */
export function changeByHand({ health, wakes, now }: ChangeByHandPorts) {
  return async function change(
    key: SubscriptionKey,
    to: (known: Health | undefined, nowMs: number) => Standing | undefined,
    auditOf: (after: Standing, before: Health | undefined) => AuditEntry,
  ): Promise<void> {
    await changeStanding(health, key, (known) => {
      const after = to(known, now());
      return after && { ...after, audit: auditOf(after, known) };
    });
    await wakes.sendWakes([key], 0);
  };
}
