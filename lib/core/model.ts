/**
 * The words of Posthorn, as types. Every instant is ISO 8601 UTC with milliseconds unless its name ends in
 * `Ms` (epoch or duration in milliseconds) or `Seconds`.
 */

/** What an API key may do: `producer` sends events, `read` looks, `manage` does both and changes things. */
export type Role = "producer" | "read" | "manage";

/** A customer of the operator: owns subscriptions. `version` is bumped by every change to its subscriptions, and by new keys. */
export interface Tenant {
  id: string;
  name: string;
  version: number;
  /** Of subscriptions that name none; the stack's default when absent. */
  dialect?: string;
  createdAt: string;
}

/** A tenant's key. Only the SHA-256 (hex) of its secret part is kept. */
export interface ApiKey {
  id: string;
  tenantId: string;
  name: string;
  role: Role;
  secretHash: string;
  createdAt: string;
}

export type SecretStorage = "secrets-manager" | "sealed";

/**
 * Where a subscription's signing secrets are kept. `versions` lists, newest first, what the next POST signs
 * with: version ids of one Secrets Manager secret (named by `secretId`), or sealed values themselves.
 * `retiresAt` says of each version after the first until when it signs too.
 */
export type SecretRef =
  | { store: "secrets-manager"; secretId: string; versions: string[]; retiresAt?: string[] }
  | { store: "sealed"; versions: string[]; retiresAt?: string[] };

/** For everyone to read: what signatures are verified with; until then, when it is being replaced. */
export interface PublicKey {
  key: string;
  validUntil?: string;
}

/** A tenant's wish to receive. */
export interface Subscription {
  id: string;
  tenantId: string;
  /** Where its deliveries are POSTed; empty when they are pulled. */
  url: string;
  /** Its deliveries wait to be fetched: nothing is POSTed. It stays so. */
  pull?: true;
  /** Exact event types, or a prefix with a trailing wildcard: `invoice.*`, `*`. */
  events: string[];
  /** A CEL expression that an event must meet besides. */
  filter?: string;
  name?: string;
  description?: string;
  dialect: string;
  /**
   * The definition of the dialect, as JSON text, when it is one that the operator registered: names never change
   * their meaning.
   */
  definition?: string;
  /** A second dialect with the same body, whose headers POSTs carry too, while receivers migrate. */
  alsoIn?: { dialect: string; definition?: string; until?: string };
  secret: SecretRef;
  /** Of a dialect that signs with key pairs: the public keys of its secrets, newest first. */
  publicKeys?: PublicKey[];
  headers: Record<string, string>;
  /** Names of those headers whose values are never shown again. */
  sensitiveHeaders?: string[];
  timeoutSeconds: number;
  /** Attempts after the first one. */
  maxRetries: number;
  verifyTls: boolean;
  active: boolean;
  /** Why the pipeline itself switched the subscription off: the receiver answered 410 Gone. */
  disabledReason?: "gone";
  metadata: Record<string, string>;
  /** When its secret was last read over the API, and with which key. */
  secretShown?: { at: string; keyId: string };
  createdAt: string;
  updatedAt: string;
}

/** What the operator says of a type of events, to all tenants. */
export interface EventType {
  kind: "event-type";
  name: string;
  description?: string;
  /** The JSON Schema (2020-12) of an event's data, as JSON text. */
  schema?: string;
  /** Data of an event of this type, as JSON text. */
  example?: string;
  group?: string;
  deprecated: boolean;
  /** Events that do not fit the schema are refused. */
  enforce: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A type that events of another type have too when they meet a condition. */
export interface DerivedType {
  kind: "derived-type";
  name: string;
  description?: string;
  /** The type of the events. */
  from: string;
  /** A CEL expression over `event`, `data` and `subscription`. */
  when: string;
  createdAt: string;
  updatedAt: string;
}

/** An entry of the operator's catalog. */
export type CatalogEntry = EventType | DerivedType;

/** Something that happened. `data` is the raw JSON text that came in. */
export interface Event {
  id: string;
  tenantId: string;
  type: string;
  occurredAt: string;
  data: string;
}

/** An accepted event as it is kept: with what it was matched to. */
export interface EventRecord extends Event {
  receivedAt: string;
  /** SHA-256 (hex) over type, occurredAt as sent, and data: tells a repeat from a clash of ids. */
  digest: string;
  /** Those that got a delivery: first those whose delivery is to be sent, or pulled, then those that were skipped. */
  subscriptionIds: string[];
  /** How many at the end were skipped, as their subscription was inactive. */
  skipped?: number;
  /**
   * By which types they matched, unless all did by the event's own alone: the first `count` of them by these
   * `types`, the next ones by the next.
   */
  matchedTypes?: { types: string[]; count: number }[];
  /** Made up for a test send. */
  test?: true;
  /** Its data was erased on request then; since it is `null`. */
  contentErasedAt?: string;
}

/**
 * `pending` nothing was tried yet; `retrying` a retry will come; the others are final.
 * `skipped` the subscription was inactive; `cancelled` it was deleted, or somebody gave the delivery up.
 */
export type DeliveryState = "pending" | "delivered" | "retrying" | "exhausted" | "skipped" | "cancelled";

/** What began a run of attempts: the event itself, somebody's request, or a replay. */
export type RunTrigger = "scheduled" | "manual" | "replay";

/** What an attempt was made for: a test send is of no run. */
export type AttemptTrigger = RunTrigger | "test";

/** One event for one subscription, as its row stands after the latest attempt. */
export interface Delivery {
  id: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  type: string;
  state: DeliveryState;
  /** POSTs made so far, in all runs. */
  attempts: number;
  /** Which series of attempts it is in: 0 for the event's own, one more with each retry and replay. */
  run: number;
  /** POSTs made before this run: the retry policy counts from there. */
  attemptsBeforeRun: number;
  trigger: AttemptTrigger;
  /** The replay that began the run. */
  replayId?: string;
  createdAt: string;
  updatedAt: string;
  /** Only while `retrying`. */
  nextAttemptAt?: string;
  lastStatus?: number;
  /** How long the latest attempt took. */
  latencyMs?: number;
  failure?: FailureClass;
  /** A test send: one attempt, on request, whatever the subscription wants to receive. */
  test?: true;
}

/** How the latest POST to a subscription ended, test sends apart. */
export interface SubscriptionStatus {
  lastTriggeredAt: string;
  /** What its delivery came to by it. */
  state: DeliveryState;
  status?: number;
  failure?: FailureClass;
}

/** The phase in which a deadline passed. */
export type TimeoutPhase = "dns" | "connect" | "tls" | "headers";

/** What kept an attempt from succeeding. `too-slow`: the answer's body did not end in time. */
export type FailureClass =
  | "dns"
  | "connect"
  | "tls"
  | `timeout-${TimeoutPhase}`
  | "too-slow"
  | "blocked-address"
  | "protocol"
  | `http-${number}`;

/** Milliseconds each phase of an attempt took; a phase that did not happen (a kept-alive socket) is absent. */
export interface PhaseTimings {
  dns?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  total: number;
}

/** One POST and what came of it. */
export interface Attempt {
  /** 1 for a delivery's first POST. */
  number: number;
  at: string;
  url: string;
  status?: number;
  failure?: FailureClass;
  /** One safe sentence for people. */
  detail?: string;
  timings: PhaseTimings;
  trigger: AttemptTrigger;
  /** As they were sent, with what is secret masked. */
  requestHeaders?: Record<string, string>;
  /** `sha256:<hex>` of the body that was sent. */
  bodyDigest?: string;
  /** Absent when there was no answer. */
  answerHeaders?: Record<string, string>;
  /** The first KiB of the answer's body. */
  excerpt: string;
  /** Names the version of the subscription's secret that signed; absent when a test brought its own. */
  secretVersion?: string;
}

/**
 * What a message in the queue says: the event, and whom it is for. `round` counts trips through the
 * dead-letter queue and back; `attemptsBefore` is how many attempts were recorded when this round began, and
 * `idleRounds` how many rounds before this one ended without an attempt.
 */
export interface DeliveryTask {
  deliveryId: string;
  subscriptionId: string;
  event: Event;
  queuedAt: string;
  round: number;
  attemptsBefore: number;
  idleRounds: number;
  /** The run that it belongs to: a message of an earlier run than the row's is stale. */
  run: number;
  trigger: RunTrigger;
  replayId?: string;
  /** For which request it was last brought back from the dead letters, where it had been left. */
  redrivenAt?: string;
}

/** Names a subscription. */
export interface SubscriptionKey {
  tenantId: string;
  subscriptionId: string;
}
