import type { Answers, Health } from "./health.ts";

/** What a batch asks of a slow endpoint's bulkhead. */
export interface PlaceRequest {
  /** Random. It names the lease. */
  leaseId: string;
  wanted: number;
  /** When the last of the POSTs has ended for certain, in epoch milliseconds. */
  untilMs: number;
}

export interface HealthStore {
  /** Marks a subscription's endpoint as slow, unless it is marked already. */
  markSlow(subscriptionId: string): Promise<void>;
  /**
   * Reserves some of the POSTs that may be under way to a slow endpoint. Resolves with their number: all that are
   * wanted if the endpoint has become healthy meanwhile.
   *
   * @param health as it was read
   */
  reserve(subscriptionId: string, health: Health, request: PlaceRequest): Promise<number>;
  /**
   * Ends a lease, and counts the answers. Enough quick ones in a row make the endpoint healthy, see `isHealthyAgain`. Does
   * nothing if the lease is gone.
   */
  release(subscriptionId: string, leaseId: string, answers: Answers): Promise<void>;
  /**
   * Reserves some of the POSTs that may be under way to all endpoints of a tenant that are slow, or that may take long.
   * Resolves with their number.
   */
  reserveOfTenant(tenantId: string, request: PlaceRequest): Promise<number>;
  /** Ends a lease. Does nothing if the lease is gone. */
  releaseOfTenant(tenantId: string, leaseId: string): Promise<void>;
}
