import type { RegisteredDialect } from "./dialect-definition.ts";
import type { PipelineFault } from "./errors.ts";
import type { IdempotencyClaim } from "./idempotency.ts";
import type {
  ApiKey,
  Attempt,
  CatalogEntry,
  Delivery,
  DeliveryState,
  DeliveryTask,
  Event,
  EventRecord,
  FailureClass,
  PublicKey,
  SecretRef,
  Subscription,
  SubscriptionStatus,
  Tenant,
} from "./model.ts";
import type { SendResult } from "./outcome.ts";

/**
 * What the functions need of the world, each as narrow as its consumer. Every method rejects with a
 * `PipelineFault` when the service behind it is throttled, down or answers in part, after the adapter's own
 * short retries; no method ever answers "nothing there" because it could not look.
 */

export type Clock = () => number;
/** A number in [0, 1). */
export type Random = () => number;

// ── ingest ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What is kept of an accepted event, read back by its id. */
export type AcceptedEvent = Pick<EventRecord, "id" | "digest" | "skipped"> & { deliveries: number };

export interface Admission {
  apiKey?: ApiKey;
  tenant?: Tenant;
  /** Changes with every change to the operator's catalog; 0 when there never was an entry. */
  catalogVersion: number;
  /** Those of the asked events that were accepted before, by event id. */
  accepted: Map<string, AcceptedEvent>;
}

export interface AdmissionReader {
  /**
   * Reads an API key, its tenant, the catalog's version and events by id, strongly consistent, in one call for up
   * to 97 events.
   * Without `keyId` (the event came over the bus) no key is read.
   */
  admit(tenantId: string, keyId: string | undefined, eventIds: string[]): Promise<Admission>;
}

export interface SubscriptionLister {
  /** All of a tenant's subscriptions, strongly consistent, oldest first. */
  listSubscriptions(tenantId: string): Promise<Subscription[]>;
}

export interface CatalogReader {
  /** The whole catalog, strongly consistent. */
  listCatalog(): Promise<CatalogEntry[]>;
}

export interface DeliveryQueue {
  /** Queues tasks durably; resolves only when every one of them is queued. Sending a task twice is harmless. */
  send(tasks: DeliveryTask[]): Promise<void>;
}

export interface EventWriter {
  /** Puts event records; repeating it is harmless. */
  putEvents(events: EventRecord[]): Promise<void>;
}

// ── deliver ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Names a subscription. */
export interface SubscriptionKey {
  tenantId: string;
  subscriptionId: string;
}

export interface DeliveryContext {
  /** By subscription id. A subscription that is not in it does not exist. */
  subscriptions: Map<string, Subscription>;
  /** By delivery id: the rows of those that were asked for and were tried before. */
  deliveries: Map<string, Delivery>;
}

export interface DeliveryReader {
  /** Reads subscriptions and delivery rows, strongly consistent, in as few calls as there can be. */
  loadContext(subscriptions: SubscriptionKey[], deliveryIds: string[]): Promise<DeliveryContext>;
}

/** What a delivery came to, with the attempt that brought it there; `skipped` and `cancelled` have none. */
export interface DeliveryRecord {
  delivery: Delivery;
  attempt?: Attempt;
}

export interface DeliveryLog {
  /**
   * Keeps besides how each subscription's latest POST ended, see `StatusReader`.
   * Writes deliveries and their attempts. A row of a later run, and one of the same run in a final state, are
   * overwritten by nothing but `delivered`.
   * Resolves with, for each record in order, nothing or the fault that kept it from being written.
   */
  record(records: DeliveryRecord[]): Promise<(PipelineFault | undefined)[]>;
}

export interface VisibilityChange {
  receiptHandle: string;
  /** Seconds from now until the message can be received again; 0 for at once. */
  seconds: number;
}

export interface MessageVisibility {
  /**
   * Changes when messages come back, as far as it can be done: a message whose change failed comes back after
   * the queue's own visibility timeout, later but not lost. Never rejects; resolves with how many failed.
   */
  changeVisibility(changes: VisibilityChange[]): Promise<number>;
}

export interface SubscriptionSwitch {
  /** Switches a subscription off whose receiver said that it is gone. Harmless when it is off, deleted, or moved since. */
  disableGone(key: SubscriptionKey, url: string, nowIso: string): Promise<void>;
}

/** Whose secret it is; sealed secrets are bound to it. */
export type SecretOwner = SubscriptionKey;

export interface SigningSecrets {
  /** Keeps a new secret and tells where. */
  store(owner: SecretOwner, secret: string): Promise<SecretRef>;
  /**
   * Keeps a further secret where the others of a reference are; the answer refers to it alone. Refused with a
   * `Refusal` of status 429 when that was done too often within a day.
   */
  add(owner: SecretOwner, ref: SecretRef, secret: string): Promise<SecretRef>;
  /** The secrets to sign with, newest first. */
  reveal(owner: SecretOwner, ref: SecretRef): Promise<string[]>;
  /** Lets go of a deleted subscription's secrets. */
  forget(owner: SecretOwner, ref: SecretRef): Promise<void>;
}

export interface SendRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
  verifyTls: boolean;
}

export interface Sender {
  /** POSTs once. Never rejects: whatever happens is in the result. */
  send(request: SendRequest): Promise<SendResult>;
}

// ── settle ──────────────────────────────────────────────────────────────────────────────────────────────────

export interface Announcer {
  /** Publishes `delivery.exhausted` for each on the bus. */
  announceExhausted(deliveries: Delivery[]): Promise<void>;
}

// ── repair ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A delivery's row as it was read, if there was one, and as it is to be. */
export interface DeliveryChange {
  before: Delivery | undefined;
  after: Delivery;
}

export interface DeliveryEditor {
  /**
   * Writes rows that still stand as they were read: in the same run and state, after as many attempts, last written
   * then, or absent still. Resolves, in order, with whether each was written.
   */
  replaceDeliveries(changes: DeliveryChange[]): Promise<boolean[]>;
}

export interface ContentEraser {
  /** Erases an event's data. Harmless when it was erased before, whose time stays, or when there is no such event. */
  eraseEvent(tenantId: string, eventId: string, atIso: string): Promise<void>;
  /** Erases what receivers answered to all attempts of deliveries. Harmless when repeated. */
  eraseAnswers(deliveries: Delivery[]): Promise<void>;
}

// ── api ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TenantStore {
  /** False when the id is taken. */
  createTenant(tenant: Tenant): Promise<boolean>;
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  /** Newest first. */
  listTenants(page: PageRequest): Promise<Page<ListedTenant>>;
  /** Changes what is given, at least one thing; null clears. The tenant as it is now, or undefined when there is none. */
  updateTenant(tenantId: string, changes: TenantChanges): Promise<Tenant | undefined>;
  /** Deletes a tenant that has no subscriptions, with its keys. */
  deleteTenant(tenantId: string): Promise<Removal>;
  /** Creates, bumping the tenant's version in the same transaction. False when there is no such tenant. */
  createApiKey(key: ApiKey): Promise<boolean>;
  /** Of a tenant, all. */
  listApiKeys(tenantId: string): Promise<ApiKey[]>;
  /** False when there was none. */
  deleteApiKey(tenantId: string, keyId: string): Promise<boolean>;
}

/** The version is not in the index. */
export type ListedTenant = Omit<Tenant, "version">;

export interface TenantChanges {
  name?: string | undefined;
  dialect?: string | null | undefined;
}

export type Removal = "removed" | "absent" | "in use";

export interface SubscriptionStore extends SubscriptionLister {
  /** Oldest first, strongly consistent; a page costs a page, however many there are. */
  pageSubscriptions(tenantId: string, page: PageRequest): Promise<Page<Subscription>>;
  /** Creates, bumping the tenant's version in the same transaction. */
  createSubscription(subscription: Subscription): Promise<void>;
  getSubscription(key: SubscriptionKey): Promise<Subscription | undefined>;
  /**
   * Replaces a subscription whose `updatedAt` is still `expectedUpdatedAt`, and whose secret was not shown since it
   * was read, bumping the tenant's version. False when it was changed or deleted meanwhile.
   */
  replaceSubscription(subscription: Subscription, expectedUpdatedAt: string): Promise<boolean>;
  /** Deletes, bumping the tenant's version. False when there was none, or none that stood as expected. */
  deleteSubscription(key: SubscriptionKey, expectedUpdatedAt?: string): Promise<boolean>;
  /**
   * Puts on record that the secret is shown, which is no change of the subscription: `updatedAt` and version stay.
   * The subscription as it is now; undefined when there is none.
   */
  recordSecretShown(key: SubscriptionKey, shown: SecretShown): Promise<Subscription | undefined>;
}

export type SecretShown = NonNullable<Subscription["secretShown"]>;

export interface PublicKeyReader {
  /** What a subscription published, by its id alone; nothing when it has no public keys, or is not there. */
  getPublicKeys(subscriptionId: string): Promise<PublicKey[]>;
}

/** Names an entry of the catalog. */
export type CatalogKey = Pick<CatalogEntry, "kind" | "name">;

export interface CatalogStore extends CatalogReader {
  /** Creates, bumping the catalog's version in the same transaction. False when the name is taken in its kind. */
  createEntry(entry: CatalogEntry): Promise<boolean>;
  getEntry(key: CatalogKey): Promise<CatalogEntry | undefined>;
  /**
   * Replaces an entry whose `updatedAt` is still `expectedUpdatedAt`, bumping the version. False when it was
   * changed or deleted meanwhile.
   */
  replaceEntry(entry: CatalogEntry, expectedUpdatedAt: string): Promise<boolean>;
  /** Deletes, bumping the version. False when there was none. */
  deleteEntry(key: CatalogKey): Promise<boolean>;
}

/** The dialects that the operator registered. */
export interface DialectStore {
  /** False when the name is taken. */
  createDialect(dialect: RegisteredDialect): Promise<boolean>;
  getDialect(name: string): Promise<RegisteredDialect | undefined>;
  /** By name. */
  listDialects(): Promise<RegisteredDialect[]>;
}

/** A page of a list; `next` fetches the following one. */
export interface Page<T> {
  items: T[];
  next?: string;
}

export interface PageRequest {
  limit: number;
  /** A cursor that an earlier page gave. One that was not is refused with a `Refusal` of status 422. */
  after?: string;
}

export interface LogReader {
  getEvent(tenantId: string, eventId: string): Promise<EventRecord | undefined>;
  /** Delivery rows by id; those that were never tried are missing. */
  getDeliveries(ids: string[]): Promise<Map<string, Delivery>>;
  /** A delivery's attempts, first to last. */
  listAttempts(deliveryId: string): Promise<Attempt[]>;
  /**
   * Deliveries of a subscription that have a row: those that were tried, or ended untried. Where no index answers
   * the question a page may be short, even empty, while a further one follows.
   */
  listDeliveries(key: SubscriptionKey, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /** A tenant's events. Pages may be short, as those of deliveries. */
  listEvents(tenantId: string, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>>;
  /** The heads of those of the events that there are, strongly consistent, by id. */
  getEventHeads(tenantId: string, ids: string[]): Promise<Map<string, EventHead>>;
  /** Those of the events that there are, with their data (256 KiB each: ask for few), strongly consistent, by id. */
  getEvents(tenantId: string, ids: string[]): Promise<Map<string, KeptEvent>>;
}

export interface StatusReader {
  /** By subscription id, of those that were POSTed to. Times may be some seconds old, outcomes are not. */
  getStatuses(subscriptionIds: string[]): Promise<Map<string, SubscriptionStatus>>;
}

/** A span of time, each end ISO 8601 with milliseconds: from `since` on, up to but without `until`. */
export interface TimeSpan {
  since?: string;
  until?: string;
}

/** Which deliveries of a subscription to list, by when they were made. */
export interface DeliveryFilter extends TimeSpan {
  states?: readonly DeliveryState[];
  /** Of what the latest attempt failed. */
  failure?: FailureClass;
  types?: readonly string[];
  /** `newest` first when left out. */
  order?: "newest" | "oldest";
}

/** Which events to list, by when they were received. */
export interface EventFilter extends TimeSpan {
  type?: string;
  /** `newest` first when left out. */
  order?: "newest" | "oldest";
}

/** What a list shows of an event. */
export type EventHead = Pick<
  EventRecord,
  "id" | "tenantId" | "type" | "occurredAt" | "receivedAt" | "skipped" | "test" | "contentErasedAt"
> & {
  /** How many were queued. */
  deliveries: number;
};

/** An event without what it was matched to. */
export type KeptEvent = Event & Pick<EventRecord, "receivedAt" | "test" | "contentErasedAt">;

/** A request whose idempotency key is in use; without an answer it is still under way. */
export interface KeptRequest {
  digest: string;
  sealed?: string | undefined;
}

export interface IdempotencyStore {
  /**
   * Claims a key for 24 hours. Resolves with the request that it is in use for, if there is one; one without an
   * answer after `CLAIM_MS` is given up in favour of a claim with the same digest.
   */
  claim(claim: IdempotencyClaim): Promise<KeptRequest | undefined>;
  /** Keeps the answer, unless the claim was given up. */
  keep(claim: IdempotencyClaim, sealed: string): Promise<void>;
  /** Gives up a claim that has no answer. */
  release(claim: IdempotencyClaim): Promise<void>;
}

export interface AdminKeyReader {
  /** The operator's admin key as it is now. */
  adminKey(): Promise<string>;
}
