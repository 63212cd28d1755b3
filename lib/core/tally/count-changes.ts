import type { Clock } from "../clock.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Tenant } from "../model/tenant.ts";
import { RESOLUTIONS, type Resolution, recordBatchOf, startOf, type TallyScope } from "./sheets.ts";
import type { SheetPart, TallyStore } from "./tally-store.ts";
import { type Totals, totalsOfChange } from "./totals.ts";

/** A change of a delivery's row, from the table's stream. */
export interface DeliveryRowChange {
  /** The id of the record. A record that is passed again has the same id. */
  recordId: string;
  /** Undefined if the row is new. */
  before: Delivery | undefined;
  /** Undefined if the row can't be read. Then the record counts nothing. */
  after: Delivery | undefined;
}

export interface CountPorts {
  tallies: TallyStore;
  tenants: {
    /** The tenants that exist, by id. */
    getTenants(ids: readonly string[]): Promise<Map<string, Pick<Tenant, "incarnation" | "createdAt">>>;
  };
  now: Clock;
}

/** Adds the changes of a batch to the tallies of their subscriptions, of their tenants and of the operator. */
export function countChanges({ tallies, tenants, now }: CountPorts) {
  return async function count(changes: readonly DeliveryRowChange[]): Promise<void> {
    const counted = changes.flatMap(({ before, after }, place) => {
      const totals = after && totalsOfChange(before, after);
      return totals ? [{ place, delivery: after, totals }] : [];
    });
    if (counted.length === 0) return;
    const known = await tenants.getTenants([...new Set(counted.map(({ delivery }) => delivery.tenantId))]);
    const parts = new Parts(now());
    for (const one of counted) {
      const tenant = known.get(one.delivery.tenantId);
      for (const scope of scopesOf(one.delivery, tenant)) parts.add(scope, one);
    }
    await tallies.count(recordBatchOf(changes.map(({ recordId }) => recordId)), parts.all());
  };
}

/**
 * Whose tallies a delivery counts in. If its tenant was deleted, the erasure of the tenant must find nothing new, and a
 * later tenant with the same id gets nothing of it. The later one is younger than the delivery.
 */
function scopesOf(
  { tenantId, subscriptionId, createdAt }: Delivery,
  tenant: Pick<Tenant, "incarnation" | "createdAt"> | undefined,
): TallyScope[] {
  if (!tenant || createdAt < tenant.createdAt) return ["operator"];
  return [{ subscriptionId }, { tenantId, incarnation: tenant.incarnation }, "operator"];
}

interface Counted {
  place: number;
  delivery: Delivery;
  totals: Totals;
}

/** Collects what a batch adds to each sheet. */
class Parts {
  readonly #nowMs: number;
  readonly #parts = new Map<string, SheetPart & { entries: SheetPart["entries"][number][] }>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** The row was written when the attempt ended. */
  add(scope: TallyScope, { place, delivery, totals }: Counted): void {
    const atMs = Date.parse(delivery.updatedAt);
    for (const resolution of Object.keys(RESOLUTIONS) as Resolution[]) {
      const { pointMs, sheetMs: lengthMs, keptMs } = RESOLUTIONS[resolution];
      if (atMs + keptMs <= this.#nowMs) continue;
      const sheetMs = startOf(atMs, lengthMs);
      const point = Math.floor((atMs - sheetMs) / pointMs);
      this.#partOf(scope, resolution, sheetMs).entries.push({ place, point, totals });
    }
  }

  #partOf(scope: TallyScope, resolution: Resolution, sheetMs: number) {
    const name = JSON.stringify([scope, resolution, sheetMs]);
    const found = this.#parts.get(name);
    if (found) return found;
    const part = { scope, resolution, sheetMs, entries: [] };
    this.#parts.set(name, part);
    return part;
  }

  all(): SheetPart[] {
    return [...this.#parts.values()];
  }
}
