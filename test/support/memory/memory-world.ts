import type { Clock } from "../../../lib/core/clock.ts";
import type { EventClaim } from "../../../lib/core/events.ts";
import type { IdempotencyClaim } from "../../../lib/core/idempotency.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import type {
  ApiKey,
  Attempt,
  CatalogEntry,
  Delivery,
  EventRecord,
  OperatorKey,
  Subscription,
  SubscriptionStatus,
  Tenant,
} from "../../../lib/core/model.ts";
import type { Replay } from "../../../lib/core/replay/replay.ts";
import type { LaterMatch } from "../../../lib/core/replay/replay-store.ts";
import type { RegisteredDialect } from "../../../lib/dialects/definition.ts";
import { type Faults, faultPlan } from "./fault-plan.ts";
import { type Shelf, shelf } from "./shelf.ts";

/** The state that AWS would hold. All ports of a world share it. */
export interface MemoryWorld {
  now: Clock;
  faults: Faults;
  tenants: Shelf<Tenant>;
  apiKeys: Shelf<ApiKey>;
  operatorKeys: Shelf<OperatorKey>;
  adminKeys: { endedBefore?: string };
  /** By `<tenant>/<subscription>`. */
  subscriptions: Shelf<Subscription>;
  dialects: Shelf<RegisteredDialect>;
  /** By `<caller>/<key>`. */
  idempotency: Shelf<{ claim: IdempotencyClaim; sealed?: string }>;
  /** Entries by `<kind>/<name>`. */
  catalog: { version: number; entries: Shelf<CatalogEntry> };
  /** By `eventPlace`. */
  events: Shelf<EventRecord>;
  /** By `claimPlace`. */
  claims: Shelf<EventClaim>;
  deliveries: Shelf<Delivery>;
  /** By `<delivery>/<number>`. */
  attempts: Shelf<{ deliveryId: string; attempt: Attempt }>;
  /** By subscription id. */
  statuses: Shelf<SubscriptionStatus>;
  /** By version. */
  secrets: Map<string, string>;
  announced: Delivery[];
  /** By `<tenant>/<replay>`. */
  replays: Shelf<Replay>;
  /** By `<place of the event>/<subscription>`. */
  laterMatches: Shelf<LaterMatch>;
  /** By `<sentAt>#<message>`. */
  deadLetters: Shelf<StuckLetter>;
  redrive: { at?: string };
}

const DAY_MS = 86_400_000;

/** Makes an empty world. */
export function memoryWorld(now: Clock, retentionDays = 30): MemoryWorld {
  const lifetime = retentionDays * DAY_MS;
  return {
    now,
    faults: faultPlan(),
    tenants: shelf(now),
    apiKeys: shelf(now),
    operatorKeys: shelf(now),
    adminKeys: {},
    subscriptions: shelf(now),
    dialects: shelf(now),
    idempotency: shelf(now),
    catalog: { version: 0, entries: shelf(now) },
    events: shelf(now, lifetime),
    claims: shelf(now, lifetime),
    deliveries: shelf(now, lifetime),
    attempts: shelf(now, lifetime),
    statuses: shelf(now),
    secrets: new Map(),
    announced: [],
    replays: shelf(now, lifetime),
    laterMatches: shelf(now, lifetime),
    deadLetters: shelf(now, 14 * DAY_MS),
    redrive: {},
  };
}
