import type { TenantRef } from "./model/tenant.ts";

/** One of the places in which work for a tenant runs. Nobody uses it after `untilMs`. */
export interface TenantPlace {
  /** Random. */
  id: string;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Bounds the work for one tenant that runs at a time, so that there is always a function for the other tenants. */
export interface TenantPlaces {
  /** Resolves with false if `most` places of the tenant are taken. */
  takePlace(of: TenantRef, place: TenantPlace, most: number): Promise<boolean>;
  /** Gives a place back. */
  leavePlace(of: TenantRef, id: string): Promise<void>;
}
