/**
 * Places that processes hold for a limited time. A process that dies doesn't give its places back, so each lease ends at
 * a time after which nobody can still use it.
 */

export interface Lease {
  places: number;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Leases by their ids. */
export type Leases = Readonly<Record<string, Lease>>;

const isHeld = ({ untilMs }: Lease, nowMs: number): boolean => untilMs > nowMs;

/** How many of `most` places nobody holds. */
export const freePlaces = (leases: Leases, most: number, nowMs: number): number =>
  Object.values(leases).reduce((free, lease) => free - (isHeld(lease, nowMs) ? lease.places : 0), most);

/** The leases that haven't ended, and a new one. */
export const withLease = (leases: Leases, id: string, lease: Lease, nowMs: number): Leases => ({
  ...Object.fromEntries(Object.entries(leases).filter(([, one]) => isHeld(one, nowMs))),
  [id]: lease,
});
