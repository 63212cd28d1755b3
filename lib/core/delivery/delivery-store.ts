import type { PipelineFault } from "../errors.ts";
import type { Attempt, Delivery, Subscription, SubscriptionKey } from "../model.ts";

export interface DeliveryContext {
  /** By subscription id. A subscription that is not in it does not exist. */
  subscriptions: Map<string, Subscription>;
  /** By delivery id: the rows of those that were asked for and were tried before. */
  deliveries: Map<string, Delivery>;
}

export interface DeliveryReader {
  /** Reads subscriptions and delivery rows, strongly consistent, in as few calls as there can be. */
  loadContext(subscriptions: SubscriptionKey[], deliveryIds: string[]): Promise<DeliveryContext>;
}

/** What a delivery came to, with the attempt that brought it there; `skipped` and `cancelled` have none. */
export interface DeliveryRecord {
  delivery: Delivery;
  attempt?: Attempt;
}

export interface DeliveryRecorder {
  /**
   * Keeps besides how each subscription's latest POST ended, see `StatusReader`.
   * Writes deliveries and their attempts. A row of a later run, and one of the same run in a final state, are
   * overwritten by nothing but `delivered`.
   * Resolves with, for each record in order, nothing or the fault that kept it from being written.
   */
  record(records: DeliveryRecord[]): Promise<(PipelineFault | undefined)[]>;
}

/** A delivery's row as it was read, if there was one, and as it is to be. */
export interface DeliveryChange {
  before: Delivery | undefined;
  after: Delivery;
}

export interface DeliveryEditor {
  /**
   * Writes rows that still stand as they were read: in the same run and state, after as many attempts, last written
   * then, or absent still. Resolves, in order, with whether each was written.
   */
  replaceDeliveries(changes: DeliveryChange[]): Promise<boolean[]>;
}
