import { randomBytes } from "node:crypto";
import type { ConsoleRole, Person } from "./console-session.ts";

/** How long a person may take to sign in at the provider. */
export const PENDING_SECONDS = 600;

/** A sign-in that has begun. The browser keeps it in a cookie until the person comes back from the provider. */
export interface PendingSignIn {
  /** Comes back in the query string: the answer belongs to this browser. */
  state: string;
  /** Comes back in the ID token: the token belongs to this sign-in. */
  nonce: string;
  /** Shows that the code goes to whoever began (PKCE, RFC 7636). */
  verifier: string;
  /** The path of the console to show after the sign-in. */
  next: string;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** What an identity provider says of a person. */
export type Claims = Readonly<Record<string, unknown>> & { sub: string };

/** The operator's identity provider, which speaks OpenID Connect. Each method may reject with a `SignInFailure`. */
export interface IdentityProvider {
  /** Resolves with the URL at which a person signs in. From there, the browser comes back to `returnTo`. */
  signInUrl(pending: PendingSignIn, returnTo: string): Promise<string>;
  /** Resolves with what the provider says of the person who came back with this query string. */
  claimsOf(query: URLSearchParams, pending: PendingSignIn, returnTo: string): Promise<Claims>;
}

/**
 * Why a person isn't signed in. `access_denied`: the person or the provider said no (RFC 6749, section 4.1.2.1).
 * `expired`: the sign-in began too long ago, or in another browser. `no-role`: the claims give the person no role.
 * `failed`: anything else, such as a provider that is down.
 */
export type SignInFailureCode = "access_denied" | "expired" | "no-role" | "failed";

export class SignInFailure extends Error {
  override name = "SignInFailure";
  readonly code: SignInFailureCode;

  constructor(code: SignInFailureCode, cause?: unknown) {
    super(`a sign-in with the identity provider ended: ${code}`, { cause });
    this.code = code;
  }
}

/** The values of a claim that give a role. */
export interface RoleRules {
  claim: string;
  viewers: readonly string[];
  operators: readonly string[];
}

const random = (): string => randomBytes(32).toString("base64url");

export const newPendingSignIn = (next: string, nowMs: number): PendingSignIn => ({
  state: random(),
  nonce: random(),
  verifier: random(),
  next,
  untilMs: nowMs + PENDING_SECONDS * 1000,
});

/** The text of a cookie. */
export const pendingText = (pending: PendingSignIn): string =>
  Buffer.from(JSON.stringify(pending)).toString("base64url");

/** The sign-in in a cookie, if the answer with this state belongs to it. Throws a `SignInFailure` otherwise. */
export function pendingIn(text: string | undefined, state: string | undefined, nowMs: number): PendingSignIn {
  const pending = parsed(text ?? "");
  if (!pending || pending.state !== state || pending.untilMs <= nowMs) throw new SignInFailure("expired");
  return pending;
}

function parsed(text: string): PendingSignIn | undefined {
  try {
    const { state, nonce, verifier, next, untilMs } = JSON.parse(Buffer.from(text, "base64url").toString());
    const texts = [state, nonce, verifier, next].every((one) => typeof one === "string");
    return texts && typeof untilMs === "number" ? { state, nonce, verifier, next, untilMs } : undefined;
  } catch {
    return undefined;
  }
}

/** The person in some claims. Throws a `SignInFailure` if the rules give the person no role. */
export function personIn(claims: Claims, rules: RoleRules): Person {
  const role = roleIn(claims, rules);
  if (!role) throw new SignInFailure("no-role");
  const { sub: subject, email } = claims;
  return { subject, role, ...(typeof email === "string" && isVerified(claims) && { email }) };
}

function roleIn(claims: Claims, { claim, viewers, operators }: RoleRules): Exclude<ConsoleRole, "admin"> | undefined {
  const values = valuesIn(claims, claim);
  if (operators.some((one) => values.includes(one))) return "operator";
  return viewers.some((one) => values.includes(one)) ? "viewer" : undefined;
}

function valuesIn(claims: Claims, claim: string): unknown[] {
  return claim === "email" && !isVerified(claims) ? [] : [claims[claim]].flat();
}

/**
 * At some providers, people choose their own address, so it counts only once it is verified
 * (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability).
 */
const isVerified = ({ email_verified: verified }: Claims): boolean => verified === true || verified === "true";

/**
 * Is this a path of the console, with a query string or without? Browsers resolve dot segments, also encoded ones
 * (https://url.spec.whatwg.org/#single-dot-path-segment).
 */
export function isConsolePath(text: string): boolean {
  if (!/^\/console(\/[\x21-\x7e]*)?$/.test(text) || /[\\#]/.test(text)) return false;
  const [path = ""] = text.split("?");
  return path.split("/").every((segment) => !/^(\.|%2e){1,2}$/i.test(segment));
}
