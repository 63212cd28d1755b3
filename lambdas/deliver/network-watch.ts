import type { Clock } from "../../lib/core/clock.ts";
import { isNetworkDown, type NetworkLog, type NetworkReport } from "../../lib/core/health/network.ts";

export interface NetworkPorts {
  network: NetworkLog;
  now: Clock;
  pause: (ms: number) => Promise<void>;
}

/** Other functions' POSTs need some time to fail too. */
const SECOND_LOOK_MS = 1_500;
/** A process that saw POSTs fail to reach their endpoint reports for this long how many did. */
const REPORTING_MS = 30_000;

const NOTHING: NetworkReport = { tenants: [], unreached: 0, reached: 0 };

/** Finds out whether it was our own network when POSTs couldn't reach their endpoints. One for each process. */
export function networkWatch({ network, now, pause }: NetworkPorts) {
  let reportsUntilMs = 0;

  return {
    /**
     * Reports a POST that didn't reach its endpoint. Resolves with whether our network is down. An endpoint that failed
     * before says nothing about it: otherwise, a few dead endpoints could spare those of everybody their breakers.
     *
     * @param isKnown whether the endpoint failed before
     */
    async isDown(tenantId: string, isKnown: boolean): Promise<boolean> {
      reportsUntilMs = now() + REPORTING_MS;
      const seen = isKnown ? NOTHING : { tenants: [tenantId], unreached: 1, reached: 0 };
      if (isNetworkDown(await network.report(seen), now())) return true;
      if (isKnown) return false;
      await pause(SECOND_LOOK_MS);
      return isNetworkDown(await network.report(NOTHING), now());
    },

    /** Reports POSTs that reached their endpoints, if there is reason to. A report that fails is left out. */
    async reached(count: number): Promise<void> {
      if (count === 0 || now() >= reportsUntilMs) return;
      await network.report({ tenants: [], unreached: 0, reached: count }).catch(() => undefined);
    },
  };
}

export type NetworkWatch = ReturnType<typeof networkWatch>;
