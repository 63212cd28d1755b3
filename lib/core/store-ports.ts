import type { RegisteredDialect } from "./dialect-definition.ts";
import type { IdempotencyClaim } from "./idempotency.ts";
import type { Page, PageRequest } from "./log-ports.ts";
import type { ApiKey, CatalogEntry, PublicKey, Subscription, Tenant } from "./model.ts";
import type { CatalogReader, SubscriptionKey, SubscriptionLister } from "./ports.ts";

/** Where what is set up is kept. As with all ports, see ports.ts for what a rejection means. */

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
