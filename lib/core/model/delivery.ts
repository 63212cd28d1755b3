import type { FailureClass } from "./failure-class.ts";
import type { AttemptTrigger } from "./trigger.ts";

/**
 * `pending`: no attempt was made yet. `retrying`: a retry will follow. `held`: Posthorn waits with the delivery, and sends
 * it later. The other states are final. `skipped`: the subscription was inactive. `cancelled`: the subscription was
 * deleted, or somebody cancelled the delivery.
 */
export type DeliveryState = "pending" | "delivered" | "retrying" | "held" | "exhausted" | "skipped" | "cancelled";

/**
 * Why a delivery is held. `breaker`: its endpoint fails. `paused`: somebody paused the subscription, or its receiver asked
 * for a pause. `rate`: the subscription's rate limit. `order`: the subscription is ordered, and an earlier delivery hasn't
 * ended.
 */
export type HeldFor = "breaker" | "paused" | "rate" | "order";

/** One event for one subscription, in its state after the latest attempt. */
export interface Delivery {
  id: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  type: string;
  state: DeliveryState;
  /** The number of POSTs so far, in all runs. */
  attempts: number;
  /** The current run: 0 for the event's own, one more with each retry by hand and each replay. */
  run: number;
  /**
   * The number of POSTs before this run, and of those that messages of this run made at the same time as others. The
   * retry policy counts the POSTs above it.
   */
  attemptsBeforeRun: number;
  trigger: AttemptTrigger;
  /** The replay that started the run. */
  replayId?: string;
  createdAt: string;
  updatedAt: string;
  /** Set only while the state is `retrying`. */
  nextAttemptAt?: string;
  /** Set only while the state is `held`. */
  heldFor?: HeldFor;
  /**
   * Set only while the state is `retrying` and the delivery is parked: it waits without a message, and gets one at about
   * this time.
   */
  parkedUntil?: string;
  /**
   * How often the delivery was held or parked in this run. A message from before that is stale: it gets another one.
   */
  holds?: number;
  /**
   * Set only while the state is `cancelled`: the delivery was given up, because its event was still missing minutes after
   * it was held. If its event is accepted after all, the delivery goes on.
   */
  eventMissing?: true;
  lastStatus?: number;
  /** The duration of the latest attempt. */
  latencyMs?: number;
  failure?: FailureClass;
  /** When the receivers' answers were erased, with the event's data. Attempts that end later keep no answer either. */
  contentErasedAt?: string;
  /** Earlier runs that were exhausted, oldest first. Perhaps they are not announced yet. */
  exhaustedRuns?: ExhaustedRun[];
  /** The delivery is a test send: one attempt on request, whatever event types the subscription lists. */
  test?: true;
}

/** A delivery's fields at the end of an exhausted run. */
export type ExhaustedRun = Pick<Delivery, "run" | "attempts" | "lastStatus" | "failure" | "updatedAt">;
