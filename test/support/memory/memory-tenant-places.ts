import { freePlaces, type Leases, withLease } from "../../../lib/core/kit/leases.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import type { TenantPlaces } from "../../../lib/core/tenant-places.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";
import type { Shelf } from "./shelf.ts";

export const tenantPlaceOf = (of: TenantRef): string => eventPlace(of, "");

export const memoryReplayPlaces = (world: MemoryWorld): TenantPlaces => tenantPlaces(world, world.replayPlaces);

export const memoryTestPlaces = (world: MemoryWorld): TenantPlaces => tenantPlaces(world, world.testPlaces);

const tenantPlaces = ({ now, faults }: MemoryWorld, shelf: Shelf<Leases>): TenantPlaces => ({
  takePlace: async (of, { id, untilMs }, most) =>
    faults.call("takePlace", () => {
      const leases = shelf.get(tenantPlaceOf(of)) ?? {};
      if (freePlaces(leases, most, now()) <= 0) return false;
      shelf.put(tenantPlaceOf(of), withLease(leases, id, { places: 1, untilMs }, now()));
      return true;
    }),
  leavePlace: async (of, id) =>
    faults.call("leavePlace", () => {
      const { [id]: left, ...others } = shelf.get(tenantPlaceOf(of)) ?? {};
      if (left) shelf.put(tenantPlaceOf(of), others);
    }),
});
