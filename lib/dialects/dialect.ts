import type { Event, Subscription } from "../core/model.ts";

/** What a dialect makes a POST of. */
export interface RenderInput {
  event: Event;
  subscription: Subscription;
  deliveryId: string;
  /** The secrets to sign with, newest first; at least one. */
  secrets: string[];
  /** The time of this attempt, epoch milliseconds. */
  nowMs: number;
}

/** The dialect's own headers (lower case; `content-type` included) and the exact bytes to sign and send. */
export interface Rendered {
  headers: Record<string, string>;
  body: Buffer;
}

/** A wire format: headers, signature, body shape. Pure: the same input always gives the same bytes. */
export interface Dialect {
  name: string;
  /** Names of the headers that it sets, lower case: a subscription's custom headers may not use them. */
  ownHeaders: readonly string[];
  /** Those of them that carry the secret itself: never shown again. */
  secretHeaders: readonly string[];
  /** Statuses with which a receiver says that it wants no more of anything: the subscription is switched off. */
  goneStatuses: readonly number[];
  /** A POST can carry the signatures of several secrets; else only the newest one signs. */
  signatureList: boolean;
  /** What bodies are made of: dialects that agree in it make the same body of every event. */
  bodyForm: string;
  /** A new secret in the dialect's form. */
  generateSecret(): string;
  /** What is wrong with a secret that a customer brings, or undefined. */
  secretProblem(secret: string): string | undefined;
  /** What receivers verify with, where it is not the secret itself. */
  publicKeyOf?: (secret: string) => string;
  render(input: RenderInput): Rendered;
}
