import type { SendResult } from "../../lib/core/delivery/outcome.ts";
import type { SendRequest } from "../../lib/sending/sender.ts";
import type { ReceiverBehaviour, ReceiverFailure, Scenario } from "./scenario.ts";

const SLOW_MS = 20_000;

/** How a receiver answers a POST, and how long that takes. Without `isConnected`, the POST doesn't reach it. */
export interface ReceiverAnswer {
  isConnected: boolean;
  afterMs: number;
  result: Pick<SendResult, "status" | "failure" | "retryAfter">;
}

/** The receivers of a scenario's subscriptions. */
export function receivers(scenario: Scenario, startMs: number, isTroubled: () => boolean) {
  const isNow = ({ atSeconds, seconds }: { atSeconds: number; seconds: number }) => {
    const since = (Date.now() - startMs) / 1000 - atSeconds;
    return since >= 0 && since < seconds;
  };

  /** Do all POSTs fail, because of our own network? */
  const isNetworkDown = (): boolean => scenario.networkDown !== undefined && isNow(scenario.networkDown);

  /**
   * @param subscription its index
   * @param before the POSTs of this delivery before this one
   */
  function answer(subscription: number, before: number, { timeoutMs }: SendRequest): ReceiverAnswer {
    if (isNetworkDown()) return FAILING.dns(timeoutMs);
    const failure = scenario.failures.find((one) => indexOf(one) === subscription && isNow(one));
    if (failure) return FAILING[failure.how](timeoutMs);
    const behaviours = scenario.subscriptions[subscription]?.behaviours ?? [];
    const behaviour = behaviours[Math.min(before, behaviours.length - 1)] ?? "ok";
    // A receiver that asked for a pause for ever would never get its deliveries.
    return answerOf(behaviour === "busy" && !isTroubled() ? "ok" : behaviour);
  }

  const indexOf = ({ subscription }: ReceiverFailure): number => subscription % scenario.subscriptions.length;

  return { answer, isNetworkDown };
}

const quick = (result: ReceiverAnswer["result"]): ReceiverAnswer => ({ isConnected: true, afterMs: 1, result });

const FAILING: Record<ReceiverFailure["how"], (timeoutMs: number) => ReceiverAnswer> = {
  error: () => quick({ status: 500 }),
  hang: (timeoutMs) => ({ isConnected: true, afterMs: timeoutMs, result: { failure: "timeout-headers" } }),
  "too-many": () => quick({ status: 429, retryAfter: "75" }),
  dns: () => ({ ...quick({ failure: "dns" }), isConnected: false }),
};

function answerOf(behaviour: ReceiverBehaviour): ReceiverAnswer {
  if (behaviour === "busy") return quick({ status: 503, retryAfter: "90" });
  if (behaviour === "gone") return quick({ status: 410 });
  const answer = quick({ status: behaviour.endsWith("ok") ? 200 : 500 });
  return behaviour.startsWith("slow") ? { ...answer, afterMs: SLOW_MS } : answer;
}
