import type { PipelineFault } from "./errors.ts";
import type {
  ApiKey,
  Attempt,
  CatalogEntry,
  Delivery,
  DeliveryTask,
  EventRecord,
  SecretRef,
  Subscription,
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
