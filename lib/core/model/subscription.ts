import type { RateLimit } from "../rate/rate-limit.ts";
import type { PublicKey, SecretRef } from "./secret.ts";

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

/** Identifies a subscription. */
export interface SubscriptionKey {
  tenantId: string;
  subscriptionId: string;
}
