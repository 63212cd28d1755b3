import type { Delivery } from "../model/delivery.ts";

export interface Announcer {
  /** Publishes a `delivery.exhausted` event on the bus for each delivery. */
  announceExhausted(deliveries: Delivery[]): Promise<void>;
}
