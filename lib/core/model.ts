/**
 * The words of Posthorn, as types. Every time is ISO 8601 in UTC with milliseconds, unless its name ends in `Ms` (epoch
 * or duration in milliseconds) or `Seconds`.
 */

import type { RateLimit } from "./rate/rate-limit.ts";

/** What an API key may do. `producer` sends events, `read` reads, `manage` does both and makes changes. */
export type Role = "producer" | "read" | "manage";

/** A customer of the operator. It owns subscriptions. */
export interface Tenant {
  id: string;
  /** Random, made with the tenant. A tenant that is created again under the same id has another one. */
  incarnation: string;
  name: string;
  /** Raised by every change to the tenant's subscriptions, and by every new key. */
  version: number;
  /** The dialect of subscriptions that name none. Without it, the stack's default applies. */
  dialect?: string;
  /** The retries of subscriptions that set none. Without it, the stack's default applies. */
  maxRetries?: number;
  createdAt: string;
}

/** A key of the operator. It acts for the tenant that a request names. */
export interface OperatorKey {
  id: string;
  name: string;
  role: Role;
  /** SHA-256 (hex) of the key's secret part. The secret itself is not stored. */
  secretHash: string;
  createdAt: string;
  /** When the key stops working. Without it, the key works until it is revoked. */
  validUntil?: string;
}

/** A tenant, and which of the tenants that had this id. */
export interface TenantRef {
  tenantId: string;
  incarnation: string;
}

/** A tenant's API key. */
export interface ApiKey extends OperatorKey {
  tenantId: string;
}

/** Where signing secrets are stored. */
export type SecretStorage = "secrets-manager" | "sealed";

/**
 * The signing secrets of a subscription, newest first. The next POST signs with all `versions`. Each version is the
 * version id of a Secrets Manager secret (`secretId`), or a sealed value. `retiresAt` has one time for each version
 * after the first: the version signs until then.
 */
export type SecretRef =
  | { store: "secrets-manager"; secretId: string; versions: string[]; retiresAt?: string[] }
  | { store: "sealed"; versions: string[]; retiresAt?: string[] };

/** A key that verifies signatures, for everyone to read. */
export interface PublicKey {
  key: string;
  /** Set once a newer key has replaced this one. */
  validUntil?: string;
}

/** A tenant's request to receive events. */
export interface Subscription {
  id: string;
  tenantId: string;
  /** The URL that deliveries are POSTed to; empty for a pull subscription. */
  url: string;
  /** Deliveries are not POSTed, but wait to be fetched. This can't be changed later. */
  pull?: true;
  /** Event types, and patterns with a wildcard at the end: `invoice.*`, `*`. */
  events: string[];
  /** A CEL expression that an event must meet too. */
  filter?: string;
  name?: string;
  description?: string;
  dialect: string;
  /**
   * The definition, as JSON text, of a dialect that the operator registered. A subscription keeps its own copy, so that
   * the dialect's name never changes its meaning for it.
   */
  definition?: string;
  /** A second dialect with the same body. POSTs carry its headers too, while receivers migrate. */
  alsoIn?: { dialect: string; definition?: string; until?: string };
  secret: SecretRef;
  /** The public keys of the secrets, newest first. Only dialects that sign with key pairs have them. */
  publicKeys?: PublicKey[];
  headers: Record<string, string>;
  /** The names of headers whose values are never shown again. */
  sensitiveHeaders?: string[];
  /**
   * The sealed values of sensitive headers, by name. `headers` has the mask in their place. Rows that were written
   * before values were sealed have the values in `headers`.
   */
  sealedHeaders?: Record<string, string>;
  /** When the sealed values were last sealed again, with a newer key of the key ring. */
  resealedAt?: string;
  /** POSTs go without the headers that identify the delivery: `posthorn-delivery-id` and the like. */
  posthornHeaders?: false | undefined;
  timeoutSeconds: number;
  /** The largest number of attempts after the first one of a run. */
  maxRetries: number;
  rateLimit?: RateLimit | undefined;
  verifyTls: boolean;
  /** Deliveries go out one after the other, in the order in which events were accepted. This can't be changed later. */
  ordered?: true | undefined;
  /**
   * A CEL expression over `event`, `data` and `subscription`. Events with different values of it may overtake each other.
   * Only an ordered subscription has one. This can't be changed later.
   */
  orderingKey?: string | undefined;
  active: boolean;
  /**
   * Why Posthorn switched the subscription off. `gone`: the receiver answered 410 Gone. `failing`: its endpoint failed for
   * days.
   */
  disabledReason?: "gone" | "failing";
  /** When Posthorn did so. Rows of earlier releases don't have it. */
  disabledAt?: string;
  /** When the latest alert was raised because a request switched the subscription off. The API doesn't show it. */
  switchOffAlertAt?: string;
  metadata: Record<string, string>;
  /** When the secret was last read over the API, and with which API key. */
  secretShown?: { at: string; keyId: string };
  createdAt: string;
  updatedAt: string;
}

/** Fields that an operator sets on an event type. They apply to all tenants. */
export interface EventType {
  kind: "event-type";
  name: string;
  description?: string;
  /** The JSON Schema (draft 2020-12) of the events' data, as JSON text. */
  schema?: string;
  /** Example data of an event of this type, as JSON text. */
  example?: string;
  group?: string;
  deprecated: boolean;
  /** Whether Posthorn rejects events whose data is not valid against the schema. */
  enforce: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A type that events of another type also have if they meet a condition. */
export interface DerivedType {
  kind: "derived-type";
  name: string;
  description?: string;
  /** The type that this one is derived from. */
  from: string;
  /** A CEL expression over `event`, `data` and `subscription`. */
  when: string;
  createdAt: string;
  updatedAt: string;
}

/** An entry of the operator's catalog. */
export type CatalogEntry = EventType | DerivedType;

/** Something that happened. */
export interface Event {
  /** The producer's own id, or `evt_` and the ULID. */
  id: string;
  /** Made when the event was accepted, also if the producer gave it an id. It sorts events by time. */
  ulid: string;
  tenantId: string;
  type: string;
  occurredAt: string;
  /** The raw JSON text that came in. */
  data: string;
}

/** Identifies an event. */
export type EventRef = TenantRef & Pick<Event, "ulid">;

/** The stored record of an accepted event, with its matches. */
export interface EventRecord extends Event, TenantRef {
  /** The time of the ULID. */
  receivedAt: string;
  /** The subscriptions that got a delivery. Queued and pulled deliveries come first, skipped deliveries last. */
  subscriptionIds: string[];
  /** The number of subscriptions at the end of the list whose delivery was skipped, because they were inactive. */
  skipped?: number;
  /**
   * The types that the subscriptions matched by, in the order of the list: each entry is about the next `count`
   * subscriptions. Absent if all subscriptions matched by the event's own type alone.
   */
  matchedTypes?: { types: string[]; count: number }[];
  /**
   * The subscriptions whose match needed more time than the request had. Posthorn decides about them later. The list
   * stays as it was when the event came in.
   */
  undecidedIds?: string[];
  /** The subscriptions that later turned out to get no delivery, with the step that decided. */
  misses?: { subscriptionId: string; step: "type" | "derived-condition" | "filter"; reason?: string }[];
  /** The claim of the idempotency key that the event came with. The erasure of its tenant finds the claim by it. */
  keyClaim?: string | undefined;
  /** The event was made for a test send. */
  test?: true;
  /** When the data was erased on request. Since then, the data is `null`. */
  contentErasedAt?: string;
}

/**
 * `pending`: no attempt was made yet. `retrying`: a retry will follow. `held`: Posthorn waits with the delivery, and sends
 * it later. The other states are final. `skipped`: the subscription was inactive. `cancelled`: the subscription was
 * deleted, or somebody cancelled the delivery.
 */
export type DeliveryState = "pending" | "delivered" | "retrying" | "held" | "exhausted" | "skipped" | "cancelled";

/**
 * Why a delivery is held. `breaker`: its endpoint fails. `paused`: somebody paused the subscription, or its receiver asked
 * for a pause. `rate`: the subscription's rate limit. `order`: the subscription is ordered, and an earlier delivery hasn't
 * ended.
 */
export type HeldFor = "breaker" | "paused" | "rate" | "order";

/** What started a run: the event itself (`scheduled`), a request (`manual`) or a replay. */
export type RunTrigger = "scheduled" | "manual" | "replay";

/**
 * What an attempt was made for. A test send belongs to no run. A `probe` finds out whether a failing endpoint works again,
 * and uses up no retry.
 */
export type AttemptTrigger = RunTrigger | "test" | "probe";

/** One event for one subscription, in its state after the latest attempt. */
export interface Delivery {
  id: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  type: string;
  state: DeliveryState;
  /** The number of POSTs so far, in all runs. */
  attempts: number;
  /** The current run: 0 for the event's own, one more with each retry by hand and each replay. */
  run: number;
  /**
   * The number of POSTs before this run, and of those that messages of this run made at the same time as others. The
   * retry policy counts the POSTs above it.
   */
  attemptsBeforeRun: number;
  trigger: AttemptTrigger;
  /** The replay that started the run. */
  replayId?: string;
  createdAt: string;
  updatedAt: string;
  /** Set only while the state is `retrying`. */
  nextAttemptAt?: string;
  /** Set only while the state is `held`. */
  heldFor?: HeldFor;
  /**
   * Set only while the state is `retrying` and the delivery is parked: it waits without a message, and gets one at about
   * this time.
   */
  parkedUntil?: string;
  /**
   * How often the delivery was held or parked in this run. A message from before that is stale: it gets another one.
   */
  holds?: number;
  /**
   * Set only while the state is `cancelled`: the delivery was given up, because its event was still missing minutes after
   * it was held. If its event is accepted after all, the delivery goes on.
   */
  eventMissing?: true;
  lastStatus?: number;
  /** The duration of the latest attempt. */
  latencyMs?: number;
  failure?: FailureClass;
  /** When the receivers' answers were erased, with the event's data. Attempts that end later keep no answer either. */
  contentErasedAt?: string;
  /** Earlier runs that were exhausted, oldest first. Perhaps they are not announced yet. */
  exhaustedRuns?: ExhaustedRun[];
  /** The delivery is a test send: one attempt on request, whatever event types the subscription lists. */
  test?: true;
}

/** A delivery's fields at the end of an exhausted run. */
export type ExhaustedRun = Pick<Delivery, "run" | "attempts" | "lastStatus" | "failure" | "updatedAt">;

/** How the latest POST to a subscription ended. Test sends don't count. */
export interface SubscriptionStatus {
  lastTriggeredAt: string;
  /** The state of the delivery after the POST. */
  state: DeliveryState;
  status?: number;
  failure?: FailureClass;
}

/** The phase in which an attempt's time limit passed. */
export type TimeoutPhase = "dns" | "connect" | "tls" | "headers";

/** Why an attempt failed. `too-slow`: the answer's body did not end in time. */
export type FailureClass =
  | "dns"
  | "connect"
  | "tls"
  | `timeout-${TimeoutPhase}`
  | "too-slow"
  | "blocked-address"
  | "protocol"
  | `http-${number}`;

/** An expression of a subscription that took too long: its filter, or the condition of a derived type that it lists. */
export interface FilterProblem {
  at: string;
  /** A sentence for people. */
  reason: string;
}

/** The duration of each phase of an attempt, in milliseconds. A kept-alive socket has no `dns`, `connect` and `tls`. */
export interface PhaseTimings {
  dns?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  total: number;
}

/** One POST and its result. */
export interface Attempt {
  /** 1 for the first POST of a delivery, in all runs. */
  number: number;
  at: string;
  url: string;
  status?: number;
  failure?: FailureClass;
  /** One sentence about the failure for people. It contains no secrets. */
  detail?: string;
  timings: PhaseTimings;
  trigger: AttemptTrigger;
  /** The headers that were sent, with secret values masked. */
  requestHeaders?: Record<string, string>;
  /** `sha256:<hex>` of the body that was sent. */
  bodyDigest?: string;
  /** Absent if there was no answer. */
  answerHeaders?: Record<string, string>;
  /** The first KiB of the answer's body. */
  excerpt: string;
  /** The version of the subscription's secret that signed. Absent if a test send had a secret of its own. */
  secretVersion?: string;
}

/**
 * A message of a lane. A round is one trip through its queue, until SQS moves the message to the dead-letter queue.
 * Posthorn then sends the message back for another round.
 */
export interface DeliveryTask {
  deliveryId: string;
  subscriptionId: string;
  event: Event;
  queuedAt: string;
  round: number;
  /** The number of attempts that were recorded when this round began. */
  attemptsBefore: number;
  /** The number of earlier rounds in a row that ended without an attempt. */
  idleRounds: number;
  /** The run that the message belongs to. A message of an earlier run than the delivery's is stale. */
  run: number;
  trigger: RunTrigger;
  replayId?: string;
  /** The message is a copy of a stuck message, which stays in the dead-letter queue until the delivery makes progress. */
  copy?: true;
  /** How often the stuck message that this one replaced had been sent again. */
  sentAgain?: number;
  /** The time of the request that last redrove this message from the dead-letter queue, where it was stuck. */
  redrivenAt?: string;
  /** How often the message found no place among the POSTs to a slow endpoint, and was sent on. */
  sentOn?: number;
  /** How often the delivery had been held or parked when the message was sent. */
  holds?: number;
  /** When the message's POST has its slot under the subscription's rate limit, in epoch milliseconds. */
  slotMs?: number;
  /** The message is a probe of an open breaker: the number of probes that had failed before it. */
  probe?: number;
}

/** Identifies a subscription. */
export interface SubscriptionKey {
  tenantId: string;
  subscriptionId: string;
}
