import type { Clock, Random } from "../clock.ts";
import { newUlid } from "../ids.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { TenantPlaces } from "../tenant-places.ts";

/** The places of a tenant. */
const PLACES = 2;

/**
 * Slices that have waited may take one place more. If a replay's slices are slow, its next slice arrives as soon as the
 * last one has left its place. Without this place, a third replay would hardly ever find one.
 */
const PLACES_AFTER_WAIT = PLACES + 1;

/**
 * Makes a function that does a slice's work in a place. Resolves with "full" if no place is free. If the process dies,
 * its place becomes free at `untilMs`, when the function would have timed out.
 */
export function replayPlaces({ places, now }: { places: TenantPlaces; now: Clock }) {
  return async function inPlace<T>(
    of: TenantRef,
    { hasWaited, untilMs }: { hasWaited: boolean; untilMs: number },
    work: () => Promise<T>,
  ): Promise<T | "full"> {
    const place = { id: newUlid(now()), untilMs };
    // If the call fails, perhaps only its answer was lost.
    let isTaken = true;
    try {
      isTaken = await places.takePlace(of, place, hasWaited ? PLACES_AFTER_WAIT : PLACES);
      return isTaken ? await work() : "full";
    } finally {
      // The slice's result counts, even if its place is free only when the lease ends.
      if (isTaken) await places.leavePlace(of, place.id).catch(() => undefined);
    }
  };
}

const LONGEST_WAIT_SECONDS = 30;

/**
 * How long a slice waits for a place, in whole seconds: at random between 1 s and 5, 9, 17 or, from the fourth wait on,
 * 30 s. Many replays then ask seldom, and one that is alone with two others asks soon.
 *
 * @param waits the waits so far
 */
export function waitForPlace(waits: number, random: ReturnType<Random>): number {
  const most = Math.min(1 + 4 * 2 ** waits, LONGEST_WAIT_SECONDS);
  return 1 + Math.floor(random * most);
}
