import { randomBytes } from "node:crypto";
import type { DialectDefinition } from "./definition.ts";

/** The text form of a dialect's secrets. */
export interface KeyForm {
  generate(): string;
  /** Explains what is wrong with a customer's own secret. Undefined if it is valid. */
  problem(secret: string): string | undefined;
  /** Returns the key bytes of a secret. */
  bytesOf(secret: string): Buffer;
}

/** Returns the form of HMAC keys or shared secrets. */
export function keyForm({
  algorithm,
  keyForm: form = "text",
}: Pick<DialectDefinition, "algorithm" | "keyForm">): KeyForm {
  if (algorithm === "shared-secret") return headerText;
  return { text, base64: base64Form(""), whsec_: base64Form("whsec_") }[form];
}

const text: KeyForm = {
  generate: () => randomBytes(32).toString("base64url"),
  problem: (secret) => {
    if (secret.length < 8) return "must have at least 8 characters";
    return secret.isWellFormed() ? undefined : "must be well-formed text";
  },
  bytesOf: (secret) => Buffer.from(secret),
};

/** The secret itself is sent, so it must be a valid header value. */
const headerText: KeyForm = {
  ...text,
  problem: (secret) =>
    text.problem(secret) ??
    (/^[\x21-\x7e][\x20-\x7e]*[\x21-\x7e]$/.test(secret)
      ? undefined
      : "must be printable ASCII with no blank at either end"),
};

function base64Form(prefix: "" | "whsec_"): KeyForm {
  const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), "base64");
  return {
    generate: () => prefix + randomBytes(32).toString("base64"),
    problem: (secret) => {
      const fits = secret.startsWith(prefix) && BASE64.test(secret.slice(prefix.length));
      if (!fits) return prefix ? "must be whsec_ followed by base64" : "must be base64";
      const { length } = bytesOf(secret);
      return length < 24 || length > 64 ? "must hold 24 to 64 bytes" : undefined;
    },
    bytesOf,
  };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
