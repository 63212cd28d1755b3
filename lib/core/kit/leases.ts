/**
 * Places that processes hold for a limited time. A process that dies doesn't give its places back, so each lease ends at
 * a time after which nobody can still use it.
 */

export interface Lease {
  places: number;
  /** When the places were taken, in epoch milliseconds. */
  sinceMs: number;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Leases by their ids. */
export type Leases = Readonly<Record<string, Lease>>;

const isHeld = ({ untilMs }: Lease, nowMs: number): boolean => untilMs > nowMs;

/** Does somebody hold places that were taken at `sinceMs` or earlier? */
export const areHeldSince = (leases: Leases, sinceMs: number, nowMs: number): boolean =>
  Object.values(leases).some((lease) => isHeld(lease, nowMs) && lease.sinceMs <= sinceMs);

/** How many of `most` places nobody holds. */
export const freePlaces = (leases: Leases, most: number, nowMs: number): number =>
  Object.values(leases).reduce((free, lease) => free - (isHeld(lease, nowMs) ? lease.places : 0), most);

/** The leases that haven't ended, and one that begins now. */
export const withLease = (leases: Leases, id: string, lease: Omit<Lease, "sinceMs">, nowMs: number): Leases => ({
  ...Object.fromEntries(Object.entries(leases).filter(([, one]) => isHeld(one, nowMs))),
  [id]: { ...lease, sinceMs: nowMs },
});
