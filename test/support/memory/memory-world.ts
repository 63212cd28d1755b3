import type { StoredAlert } from "../../../lib/core/alerts/alert-store.ts";
import type { ExhaustedFacts } from "../../../lib/core/alerts/exhausted-digest.ts";
import type { AuditEntry } from "../../../lib/core/audit/audit-entry.ts";
import type { Clock } from "../../../lib/core/clock.ts";
import type { ConsoleLink, ConsoleSession } from "../../../lib/core/console/console-session.ts";
import type { EventClaim } from "../../../lib/core/events.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import type { NetworkWindow } from "../../../lib/core/health/network.ts";
import type { IdempotencyClaim } from "../../../lib/core/idempotency.ts";
import type { KeyRingJob } from "../../../lib/core/key-ring/key-ring-job.ts";
import type { Leases } from "../../../lib/core/kit/leases.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import type { KeptRejection } from "../../../lib/core/log/rejected-events.ts";
import type { RecipientNote } from "../../../lib/core/log/unlisted-recipients.ts";
import type { LaterMatch, LaterMiss } from "../../../lib/core/matching/later-matches.ts";
import type { ApiKey, OperatorKey } from "../../../lib/core/model/api-key.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import type { CatalogEntry } from "../../../lib/core/model/catalog-entry.ts";
import type { Delivery, HeldFor } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { FilterProblem } from "../../../lib/core/model/filter-problem.ts";
import type { Subscription, SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import type { SubscriptionStatus } from "../../../lib/core/model/subscription-status.ts";
import type { Tenant, TenantRef } from "../../../lib/core/model/tenant.ts";
import type { LanePlace, WaitingLane } from "../../../lib/core/ordered/lane-store.ts";
import type { PortalBranding } from "../../../lib/core/portal/portal-branding.ts";
import type { PortalSession } from "../../../lib/core/portal/portal-session.ts";
import type { TenantRates } from "../../../lib/core/rate/tenant-rates.ts";
import type { Replay } from "../../../lib/core/replay/replay.ts";
import type { SecretIntent } from "../../../lib/core/subscription/secret-intents.ts";
import type { TenantDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import type { RegisteredDialect } from "../../../lib/dialects/definition.ts";
import { type Faults, faultPlan } from "./fault-plan.ts";
import type { KeptSheet } from "./memory-tallies.ts";
import { type Shelf, shelf } from "./shelf.ts";
import { type Shuffle, shuffleOf } from "./shuffle.ts";

/** The state that AWS would hold. All ports of a world share it. */
export interface MemoryWorld {
  now: Clock;
  /** For rows that AWS returns in no promised order. */
  shuffle: Shuffle;
  faults: Faults;
  tenants: Shelf<Tenant>;
  /** By tenant. */
  rates: Shelf<TenantRates>;
  apiKeys: Shelf<ApiKey>;
  operatorKeys: Shelf<OperatorKey>;
  adminKeys: { endedBefore?: string };
  consoleLinks: Shelf<ConsoleLink>;
  consoleSessions: Shelf<ConsoleSession>;
  portalSessions: Shelf<PortalSession>;
  /** By `placeOfBranding`. */
  brandings: Shelf<PortalBranding>;
  /** The images as base64, by the logo's id. */
  logos: Shelf<string>;
  /** By `<tenant>/<subscription>`. */
  subscriptions: Shelf<Subscription>;
  /** By `deletedPlace`. */
  deletedSubscriptions: Shelf<SubscriptionKey & TenantRef>;
  tenantDeletions: Shelf<TenantDeletion>;
  /** By `<at>#<subscription>`. */
  secretIntents: Shelf<SecretIntent>;
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
  /** By subscription id. */
  health: Shelf<Health>;
  /** The next slot of each subscription with a rate limit, in epoch milliseconds. */
  rateSlots: Shelf<number>;
  network: Shelf<NetworkWindow & { sinceMs: number }>;
  /** By message group. */
  lanes: Shelf<WaitingLane & { lookMs: number }>;
  /** By `<message group>/<sequence number>`. */
  lanePlaces: Shelf<LanePlace & { group: string }>;
  /** The tenants of the subscriptions in `health`. */
  healthOwners: Shelf<string>;
  /** The subscriptions that `ingest` holds, by tenant. */
  holds: Shelf<Readonly<Record<string, HeldFor>>>;
  /** The POSTs under way that may take long, by tenant. */
  slowPosts: Shelf<Leases>;
  /** By version. */
  secrets: Map<string, string>;
  announced: Delivery[];
  /** By `<tenant>/<replay>`. */
  replays: Shelf<Replay>;
  /** By `tenantPlaceOf`. */
  replayPlaces: Shelf<Leases>;
  /** By `tenantPlaceOf`. */
  testPlaces: Shelf<Leases>;
  /** By `<place of the event>/<subscription>`. */
  laterMatches: Shelf<LaterMatch | LaterMiss>;
  /** By `<place of the event>/<subscription>`. */
  recipients: Shelf<RecipientNote>;
  /** By subscription id. */
  filterProblems: Shelf<FilterProblem>;
  /** When the latest alert about each subscription's expressions was raised, in epoch milliseconds. */
  filterAlerts: Shelf<number>;
  alerts: Shelf<StoredAlert>;
  audit: Shelf<AuditEntry>;
  /** When people last got a message. */
  latestMessage: { at?: string };
  /** By subscription id. */
  digests: Shelf<KeptDigest>;
  /** By `<sentAt>#<message>`. */
  deadLetters: Shelf<StuckLetter>;
  redrive: { at?: string };
  rejected: Shelf<KeptRejection>;
  keyRingJob: Shelf<KeyRingJob>;
  /** By owner, resolution and beginning. */
  tallies: Shelf<KeptSheet>;
}

/** A subscription's digest. Without facts, it is empty. */
export interface KeptDigest extends SubscriptionKey {
  facts?: ExhaustedFacts | undefined;
  dueAtMs?: number | undefined;
  alertedAtMs?: number | undefined;
}

const DAY_MS = 86_400_000;

/** Makes an empty world. */
export function memoryWorld(now: Clock, retentionDays = 30): MemoryWorld {
  const lifetime = retentionDays * DAY_MS;
  const shuffle = shuffleOf();
  return {
    now,
    shuffle,
    faults: faultPlan(),
    tenants: shelf(now, shuffle),
    rates: shelf(now, shuffle),
    apiKeys: shelf(now, shuffle),
    operatorKeys: shelf(now, shuffle),
    adminKeys: {},
    consoleLinks: shelf(now, shuffle, 0),
    consoleSessions: shelf(now, shuffle, 0),
    portalSessions: shelf(now, shuffle, 0),
    brandings: shelf(now, shuffle),
    logos: shelf(now, shuffle),
    subscriptions: shelf(now, shuffle),
    deletedSubscriptions: shelf(now, shuffle),
    tenantDeletions: shelf(now, shuffle),
    secretIntents: shelf(now, shuffle),
    dialects: shelf(now, shuffle),
    idempotency: shelf(now, shuffle),
    catalog: { version: 0, entries: shelf(now, shuffle) },
    events: shelf(now, shuffle, lifetime),
    claims: shelf(now, shuffle, lifetime),
    deliveries: shelf(now, shuffle, lifetime),
    attempts: shelf(now, shuffle, lifetime),
    statuses: shelf(now, shuffle),
    health: shelf(now, shuffle, lifetime),
    rateSlots: shelf(now, shuffle),
    network: shelf(now, shuffle),
    lanes: shelf(now, shuffle),
    lanePlaces: shelf(now, shuffle),
    healthOwners: shelf(now, shuffle),
    holds: shelf(now, shuffle),
    slowPosts: shelf(now, shuffle),
    secrets: new Map(),
    announced: [],
    replays: shelf(now, shuffle, lifetime),
    replayPlaces: shelf(now, shuffle),
    testPlaces: shelf(now, shuffle),
    laterMatches: shelf(now, shuffle, lifetime),
    recipients: shelf(now, shuffle, lifetime),
    filterProblems: shelf(now, shuffle, lifetime),
    filterAlerts: shelf(now, shuffle, lifetime),
    alerts: shelf(now, shuffle, lifetime),
    audit: shelf(now, shuffle, lifetime),
    latestMessage: {},
    digests: shelf(now, shuffle, lifetime),
    deadLetters: shelf(now, shuffle, 14 * DAY_MS),
    redrive: {},
    rejected: shelf(now, shuffle, lifetime),
    keyRingJob: shelf(now, shuffle),
    tallies: shelf(now, shuffle, lifetime),
  };
}
