import type { RegisteredDialect } from "../../../lib/core/dialect-definition.ts";
import type {
  ApiKey,
  Attempt,
  CatalogEntry,
  Delivery,
  EventRecord,
  Subscription,
  Tenant,
} from "../../../lib/core/model.ts";
import type { Clock } from "../../../lib/core/ports.ts";
import { type Faults, faultPlan } from "./faults.ts";
import { type Shelf, shelf } from "./shelf.ts";

/** Everything that AWS would hold, in memory: the ports over one world see the same things. */
export interface MemoryWorld {
  now: Clock;
  faults: Faults;
  tenants: Shelf<Tenant>;
  apiKeys: Shelf<ApiKey>;
  /** By `<tenant>/<subscription>`. */
  subscriptions: Shelf<Subscription>;
  dialects: Shelf<RegisteredDialect>;
  /** Entries by `<kind>/<name>`. */
  catalog: { version: number; entries: Shelf<CatalogEntry> };
  /** By `<tenant>/<event>`. */
  events: Shelf<EventRecord>;
  deliveries: Shelf<Delivery>;
  /** By `<delivery>/<number>`. */
  attempts: Shelf<{ deliveryId: string; attempt: Attempt }>;
  /** By version. */
  secrets: Map<string, string>;
  announced: Delivery[];
}

const DAY_MS = 86_400_000;

/** An empty world whose time is `now`. */
export function memoryWorld(now: Clock, retentionDays = 30): MemoryWorld {
  const lifetime = retentionDays * DAY_MS;
  return {
    now,
    faults: faultPlan(),
    tenants: shelf(now),
    apiKeys: shelf(now),
    subscriptions: shelf(now),
    dialects: shelf(now),
    catalog: { version: 0, entries: shelf(now) },
    events: shelf(now, lifetime),
    deliveries: shelf(now, lifetime),
    attempts: shelf(now, lifetime),
    secrets: new Map(),
    announced: [],
  };
}
