import type { Clock } from "../clock.ts";
import type { SubscriptionKey } from "../model.ts";
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
 */
export function changeByHand({ health, wakes, now }: ChangeByHandPorts) {
  return async function change(
    key: SubscriptionKey,
    to: (known: Health | undefined, nowMs: number) => Standing | undefined,
  ): Promise<void> {
    await changeStanding(health, key, (known) => to(known, now()));
    await wakes.sendWakes([key], 0);
  };
}
