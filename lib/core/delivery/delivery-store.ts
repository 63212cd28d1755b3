import type { PipelineFault } from "../errors.ts";
import type { Health } from "../health/health.ts";
import type { Attempt } from "../model/attempt.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { Tenant } from "../model/tenant.ts";

export interface DeliveryContext {
  /** By subscription id. A missing subscription doesn't exist. */
  subscriptions: Map<string, Subscription>;
  /** The tenants of the missing subscriptions, by tenant id. A missing tenant doesn't exist. */
  tenants: Map<string, Tenant>;
  /** By delivery id. A delivery without a row is missing. */
  deliveries: Map<string, Delivery>;
  /** By subscription id, of the subscriptions for which it was asked. A healthy endpoint is missing. */
  health: Map<string, Health>;
}

export interface DeliveryReader {
  /**
   * Reads subscriptions and delivery rows, strongly consistent, in as few calls as possible.
   *
   * @param healthOf the subscriptions whose health is read too
   */
  loadContext(
    subscriptions: SubscriptionKey[],
    deliveryIds: string[],
    healthOf?: readonly string[],
  ): Promise<DeliveryContext>;
}

/** A delivery's new row, with the attempt that led to it. A delivery that ended without a POST has no attempt. */
export interface DeliveryRecord {
  /** The row as it was read before the attempt, if there was one. */
  before?: Delivery | undefined;
  delivery: Delivery;
  attempt?: Attempt;
}

export interface DeliveryRecorder {
  /**
   * Writes deliveries and their attempts, and how each subscription's latest POST ended (see `StatusReader`). Where a
   * row has changed since it was read, writes what `lateRecord` makes of it. Resolves with a result for each record, in
   * order.
   */
  record(records: DeliveryRecord[]): Promise<RecordResult[]>;
}

/** Undefined: the delivery is as the record says. `late`: its row had changed. A fault kept it from being written. */
export type RecordResult = "late" | PipelineFault | undefined;

/** A delivery's row as it was read, undefined if there was none, and the row to write. */
export interface DeliveryChange {
  before: Delivery | undefined;
  after: Delivery;
}

export interface DeliveryEditor {
  /**
   * Writes each row that has not changed since it was read: the stored row has the same run, state, number of attempts
   * and `updatedAt`, or is still absent. Resolves with an entry for each change, in order: whether it was written.
   */
  replaceDeliveries(changes: DeliveryChange[]): Promise<boolean[]>;
}
