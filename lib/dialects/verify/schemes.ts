import { type BuiltInName, type DialectSignature, signatures } from "../built-in/dialect-table.ts";
import type { DialectDescription } from "./dialect-description.ts";

/** One way to sign in a dialect, as receivers see it. */
export interface Scheme extends DialectDescription {
  /** The signed body has the event's id, which is the same on every retry. */
  idInBody?: true;
}

/** At least one scheme. */
export type Schemes = readonly [Scheme, ...Scheme[]];

/** The built-in dialects that receivers verify by their own name. */
export type DialectName = {
  [Name in BuiltInName]: (typeof signatures)[Name] extends { verifiedAs: string } ? never : Name;
}[BuiltInName];

/**
 * Returns the ways to sign in a dialect. The secret's form tells which one applies.
 *
 * @throws TypeError if there is no such dialect
 */
export function schemesOf(dialect: DialectName | DialectDescription): Schemes {
  if (typeof dialect === "object") return [dialect];
  const [first, ...others] = Object.entries<DialectSignature>(signatures).flatMap(([name, signature]) =>
    (signature.verifiedAs ?? name) === dialect ? signature : [],
  );
  if (!first) throw new TypeError(`Unknown dialect ${dialect}`);
  return [first, ...others];
}

/**
 * Returns the scheme that a secret is for. The prefix of a public key tells: a public key must never pass for an
 * HMAC key.
 */
export function schemeFor(secret: string, [first, ...others]: Schemes): Scheme {
  const isPublicKey = secret.startsWith(PUBLIC_KEY);
  return others.find(({ algorithm }) => (algorithm === "ed25519") === isPublicKey) ?? first;
}

/** The prefix of a public key. */
export const PUBLIC_KEY = "whpk_";
