import type { Delivery } from "../model.ts";

export interface Announcer {
  /** Publishes `delivery.exhausted` for each on the bus. */
  announceExhausted(deliveries: Delivery[]): Promise<void>;
}
