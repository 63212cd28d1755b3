import { randomBytes } from "node:crypto";
import { canonicalBase64, isCanonicalBase64 } from "./canonical-base64.ts";
import type { DialectDefinition } from "./definition.ts";

/** The text form of a dialect's secrets. */
export interface KeyForm {
  generate(): string;
  /** Rewrites a customer's own secret in the one form that all receivers can decode. */
  canonical(secret: string): string;
  /** Explains what is wrong with a customer's own secret. Undefined if it is valid. */
  problem(secret: string): string | undefined;
  /** Returns the key bytes of a secret. */
  bytesOf(secret: string): Buffer;
}

/** Returns the form of HMAC keys or shared secrets. */
export function keyForm({
  algorithm,
  keyForm: form = "text",
  separator,
}: Pick<DialectDefinition, "algorithm" | "keyForm" | "separator">): KeyForm {
  if (algorithm === "shared-secret") return headerText(separator);
  return { text, base64: base64Form(""), whsec_: base64Form("whsec_") }[form];
}

const text: KeyForm = {
  generate: () => randomBytes(32).toString("base64url"),
  canonical: (secret) => secret,
  problem: (secret) => {
    if (secret.length < 8) return "must have at least 8 characters";
    if (!secret.isWellFormed()) return "must be well-formed text";
    return UNSEEN.test(secret) ? "must not contain blanks, line breaks or invisible characters" : undefined;
  },
  bytesOf: (secret) => Buffer.from(secret),
};

/**
 * Such characters get into a secret when it is copied, and receivers that trim their settings lose them. Unicode counts
 * the blank of Braille (U+2800) as a symbol.
 */
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** The secret itself is sent, so it must be a valid header value. In a list it must be a single entry. */
const headerText = (separator: string | undefined): KeyForm => ({
  ...text,
  problem: (secret) => {
    // HTTP keeps blanks inside a header value, and users choose such secrets.
    const problem = text.problem(secret.replace(/(?<=\S) +(?=\S)/g, "-"));
    if (problem) return problem;
    if (!/^[\x20-\x7e]+$/.test(secret)) return "must be printable ASCII";
    return separator && secret.includes(separator)
      ? `must not contain the dialect's separator ${separator}`
      : undefined;
  },
});

function base64Form(prefix: "" | "whsec_"): KeyForm {
  const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), "base64");
  return {
    generate: () => prefix + randomBytes(32).toString("base64"),
    canonical: canonicalBase64(prefix),
    problem: (secret) => {
      if (!isCanonicalBase64(prefix, secret)) return prefix ? "must be whsec_ followed by base64" : "must be base64";
      const { length } = bytesOf(secret);
      return length < 24 || length > 64 ? "must hold 24 to 64 bytes" : undefined;
    },
    bytesOf,
  };
}
