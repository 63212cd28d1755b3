import type { Bytes } from "./byte-encoding.ts";
import type { DialectDescription } from "./dialect-description.ts";
import { bodyBytes, parsedBody } from "./received-body.ts";
import type { HeadersLike } from "./received-headers.ts";
import { type DialectName, type Scheme, type Schemes, schemeFor, schemesOf } from "./schemes.ts";
import { checkerOf } from "./signature-checker.ts";
import { type Envelope, readEnvelope } from "./signed-envelope.ts";
import { signedBytes } from "./signed-text.ts";
import { checkAge } from "./timestamp-age.ts";
import { VerificationError, type VerificationFailure } from "./verification-error.ts";

export type { DialectDescription, DialectName, HeadersLike, VerificationFailure };
export { VerificationError };

/** A request as it arrived. */
export interface ReceivedRequest {
  headers: HeadersLike;
  /** The body as it arrived, before anything parses it. A body that is serialized again can have different bytes. */
  body: string | ArrayBufferView | ArrayBufferLike;
}

/** How to verify a request. */
export interface VerifyOptions {
  /** The name of a built-in dialect, or the description of an operator's own. */
  dialect: DialectName | DialectDescription;
  /**
   * The secrets in use: two during a rotation. For ed25519 signatures, pass the public keys (`whpk_…`). They are the
   * `publicKeys` of `GET /api/v1/public-keys/{subscription id}`.
   */
  secrets: string | readonly string[];
  /** The allowed distance of a signed timestamp from the current time. By default 300 s. */
  toleranceSeconds?: number;
  /** The current time in epoch milliseconds. By default `Date.now`. */
  now?: () => number;
}

/** A verified request: its sender knows the secret. */
export interface Verified {
  /** The event's id, if the dialect signs it. It is the same on every retry: store it to drop duplicates. */
  id?: string;
  /** The time of this attempt, if the dialect signs it. */
  timestamp?: Date;
  /** The parsed body. */
  event: unknown;
}

/**
 * Verifies that the sender of a request knows one of the secrets, and parses the body.
 *
 * @throws VerificationError with the `reason`, or TypeError if there is no such dialect
 */
export async function verify(request: ReceivedRequest, options: VerifyOptions): Promise<Verified> {
  const schemes = schemesOf(options.dialect);
  const secrets = secretsOf(options.secrets);
  const body = bodyBytes(request.body);
  const checks = await Promise.all(secrets.map((secret) => checkOf(secret, schemes)));
  // Every secret is checked, so that the time reveals nothing about which one matches.
  const outcomes = await Promise.all(checks.map((check) => check(request.headers, body, options)));
  const found = outcomes.find(({ fits }) => fits);
  if (!found) throw new VerificationError("bad-signature", "No signature matches the secrets");
  return verified(found, parsedBody(body));
}

interface Outcome {
  fits: boolean;
  scheme: Scheme;
  envelope: Envelope;
}

type Check = (headers: HeadersLike, body: Bytes, options: VerifyOptions) => Promise<Outcome>;

async function checkOf(secret: string, schemes: Schemes): Promise<Check> {
  const scheme = schemeFor(secret, schemes);
  const fitsOne = await checkerOf(scheme, secret);

  return async function check(headers, body, { toleranceSeconds, now }) {
    const envelope = readEnvelope(scheme, headers);
    checkAge(envelope.values.timestamp, toleranceSeconds, now);
    const text = signedBytes(scheme.signedText ?? "{body}", envelope.values, body);
    return { fits: await fitsOne(text, envelope.signatures), scheme, envelope };
  };
}

/** Rejects a missing or empty secret, such as an unset environment variable. Anyone could sign with it. */
function secretsOf(given: unknown): string[] {
  const secrets: unknown[] = Array.isArray(given) ? given : [given];
  const usable = secrets.filter((secret): secret is string => typeof secret === "string" && secret !== "");
  if (usable.length > 0 && usable.length === secrets.length) return usable;
  throw new VerificationError("bad-secret", "A secret is missing or empty");
}

function verified({ scheme, envelope }: Outcome, event: unknown): Verified {
  const { timestamp, id = scheme.idInBody ? idIn(event) : undefined } = envelope.values;
  return {
    ...(id !== undefined && { id }),
    ...(timestamp !== undefined && { timestamp: new Date(Number(timestamp) * 1000) }),
    event,
  };
}

function idIn(event: unknown): string | undefined {
  const id = typeof event === "object" && event !== null && "id" in event ? event.id : undefined;
  return typeof id === "string" ? id : undefined;
}
