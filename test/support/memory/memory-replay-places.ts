import { freePlaces, withLease } from "../../../lib/core/kit/leases.ts";
import type { TenantRef } from "../../../lib/core/model.ts";
import type { ReplayPlaces } from "../../../lib/core/replay/replay-places.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const replayPlacesOf = (of: TenantRef): string => eventPlace(of, "");

export const memoryReplayPlaces = ({ now, faults, replayPlaces }: MemoryWorld): ReplayPlaces => ({
  takePlace: async (of, { id, untilMs }, most) =>
    faults.call("takePlace", () => {
      const leases = replayPlaces.get(replayPlacesOf(of)) ?? {};
      if (freePlaces(leases, most, now()) <= 0) return false;
      replayPlaces.put(replayPlacesOf(of), withLease(leases, id, { places: 1, untilMs }, now()));
      return true;
    }),
  leavePlace: async (of, id) =>
    faults.call("leavePlace", () => {
      const { [id]: left, ...others } = replayPlaces.get(replayPlacesOf(of)) ?? {};
      if (left) replayPlaces.put(replayPlacesOf(of), others);
    }),
});
