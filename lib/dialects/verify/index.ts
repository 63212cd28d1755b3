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
  /** As it arrived, before anything has parsed it: a body that was written anew has other bytes. */
  body: string | Uint8Array;
}

/** What a request is verified against. */
export interface VerifyOptions {
  /** The dialect's name, or its description for one of the operator's own. */
  dialect: DialectName | DialectDescription;
  /**
   * Those in use: two while one is being replaced. Where the signatures are ed25519 the public keys (`whpk_…`), which
   * `GET /api/v1/public-keys/{subscription id}` gives as `publicKeys`.
   */
  secrets: string | readonly string[];
  /** How far away from now the timestamp may be, where the dialect signs one. */
  toleranceSeconds?: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** A request that was sent by someone who knows the secret. */
export interface Verified {
  /** The event's id, the same on every retry, where the dialect signs one: keep it to drop duplicates. */
  id?: string;
  /** When this attempt was sent, where the dialect signs it. */
  timestamp?: Date;
  /** The parsed body. */
  event: unknown;
}

/**
 * Verifies that a request was sent by someone who knows one of the secrets, and parses its body.
 *
 * @throws VerificationError with the `reason`; TypeError when there is no such dialect
 */
export async function verify(request: ReceivedRequest, options: VerifyOptions): Promise<Verified> {
  const schemes = schemesOf(options.dialect);
  const secrets = secretsOf(options.secrets);
  const body = bodyBytes(request.body);
  const checks = await Promise.all(secrets.map((secret) => checkOf(secret, schemes)));
  // All are looked at, whichever fits: the time that it takes tells nothing about which one did.
  const outcomes = await Promise.all(checks.map((check) => check(request.headers, body, options)));
  const found = outcomes.find(({ fits }) => fits);
  if (!found) throw new VerificationError("bad-signature", "No signature was made with a secret that is in use");
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

/** None at all, or an empty one, is an environment variable that is missing: everyone could sign with it. */
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
