import type { Event } from "../core/model/event.ts";
import type { Subscription } from "../core/model/subscription.ts";

/** The input for rendering one POST. */
export interface RenderInput {
  event: Event;
  subscription: Subscription;
  deliveryId: string;
  /** The secrets to sign with, newest first. At least one. */
  secrets: string[];
  /** The time of this attempt, in epoch milliseconds. */
  nowMs: number;
}

/** A rendered POST. */
export interface Rendered {
  /** The headers that the dialect sets, including `content-type`, by lower-case name. */
  headers: Record<string, string>;
  /** The exact bytes that are signed and sent. */
  body: Buffer;
}

/** A wire format: headers, signature and body shape. It is pure: the same input always gives the same bytes. */
export interface Dialect {
  name: string;
  /** The lower-case names of the headers that the dialect sets. A subscription's custom headers can't use them. */
  ownHeaders: readonly string[];
  /** The headers among `ownHeaders` that carry the secret itself. Their values are never shown. */
  secretHeaders: readonly string[];
  /**
   * The headers of Posthorn that POSTs carry beside the dialect's own. A dialect that has a header for the delivery's id
   * gets no second one.
   */
  posthornHeaders: readonly string[];
  /** The statuses with which a receiver rejects all further POSTs. They switch the subscription off. */
  goneStatuses: readonly number[];
  /** Whether a POST can carry signatures of several secrets. If not, only the newest secret signs. */
  signatureList: boolean;
  /** Dialects with equal body forms make equal bodies for every event. */
  bodyForm: string;
  /** Explains why the dialect can't carry an event type or pattern. Missing if it carries all of them. */
  typeProblem?: (pattern: string) => string | undefined;
  /** Generates a secret in the dialect's form. */
  generateSecret(): string;
  /** Rewrites a customer's own secret in the one form that all receivers can decode. Other text stays unchanged. */
  canonicalSecret(secret: string): string;
  /** Explains what is wrong with a secret. Undefined if it is valid. A secret in another form isn't valid. */
  secretProblem(secret: string): string | undefined;
  /** Returns the key that receivers verify with. Missing if they use the secret itself. */
  publicKeyOf?: (secret: string) => string;
  render(input: RenderInput): Rendered;
}
