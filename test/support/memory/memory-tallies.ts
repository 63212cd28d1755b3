import type { CountPorts } from "../../../lib/core/tally/count-changes.ts";
import {
  EMPTY_SHEET,
  RESOLUTIONS,
  type Resolution,
  type Sheet,
  startOf,
  type TallyScope,
  withEntries,
} from "../../../lib/core/tally/sheets.ts";
import type { TallyReader, TallyStore } from "../../../lib/core/tally/tally-store.ts";
import { plus, type Totals } from "../../../lib/core/tally/totals.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** A sheet and its place. */
export interface KeptSheet {
  owner: string;
  resolution: Resolution;
  sheetMs: number;
  sheet: Sheet;
}

export function ownerOf(scope: TallyScope): string {
  if (scope === "operator") return scope;
  return "subscriptionId" in scope ? scope.subscriptionId : eventPlace(scope, "");
}

export const memoryTallies = ({ faults, now, tallies }: MemoryWorld): TallyStore & TallyReader => ({
  async count(batch, parts) {
    for (const { scope, resolution, sheetMs, entries } of parts) {
      faults.call("countPart", () => {
        const owner = ownerOf(scope);
        const name = JSON.stringify([owner, resolution, sheetMs]);
        const sheet = withEntries(tallies.get(name)?.sheet ?? EMPTY_SHEET, batch, entries, scope);
        if (!sheet) return;
        const { keptMs, sheetMs: lengthMs } = RESOLUTIONS[resolution];
        // The shelf keeps its records for as long as points of hours are kept.
        const sinceMs = sheetMs + lengthMs + keptMs - RESOLUTIONS.hour.keptMs;
        tallies.put(name, { owner, resolution, sheetMs, sheet }, new Date(sinceMs).toISOString());
      });
    }
  },

  readPoints: async (scope, resolution, sinceMs, untilMs) =>
    faults.call("readTallies", () => {
      const own = tallies.values().filter((one) => one.owner === ownerOf(scope) && one.resolution === resolution);
      return new Map(own.flatMap(pointsOf).filter(([atMs]) => atMs >= sinceMs && atMs < untilMs));
    }),

  readDay: async (subscriptionIds) =>
    faults.call("readTallies", () => {
      const sinceMs = startOf(now(), RESOLUTIONS.hour.pointMs) - RESOLUTIONS.hour.sheetMs;
      const sums = new Map<string, Totals>();
      for (const kept of tallies.values()) {
        if (kept.resolution !== "hour" || !subscriptionIds.includes(kept.owner)) continue;
        for (const [atMs, totals] of pointsOf(kept)) {
          const before = sums.get(kept.owner);
          if (atMs >= sinceMs) sums.set(kept.owner, before ? plus(before, totals) : totals);
        }
      }
      return sums;
    }),
});

const pointsOf = ({ resolution, sheetMs, sheet }: KeptSheet): [atMs: number, totals: Totals][] =>
  Object.entries(sheet.points).map(([point, totals]) => [
    sheetMs + Number(point) * RESOLUTIONS[resolution].pointMs,
    totals,
  ]);

export const memoryKnownTenants = ({ tenants }: MemoryWorld): CountPorts["tenants"] => ({
  getTenants: async (ids) => new Map(ids.flatMap((id) => tenants.get(id) ?? []).map((tenant) => [tenant.id, tenant])),
});
