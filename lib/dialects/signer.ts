import { createHmac } from "node:crypto";
import type { DialectDefinition } from "./definition.ts";
import { canonicalEd25519, ed25519Problem, generateEd25519, publicKeyOf, signEd25519 } from "./ed25519.ts";
import { hmacKeys } from "./hmac-key.ts";
import { keyForm } from "./key-form.ts";

/** Manages a dialect's secrets and signs with them. */
export interface Signer {
  generateSecret(): string;
  canonicalSecret(secret: string): string;
  secretProblem(secret: string): string | undefined;
  publicKeyOf?: (secret: string) => string;
  /** Signs `before`, the body and `after`. Returns the encoded signature. */
  sign(secret: string, before: string, body: Buffer, after: string): string;
}

/** Returns the signer for a definition's algorithm, key form and encoding. */
export function signerOf(definition: DialectDefinition): Signer {
  const { algorithm, encoding = "hex" } = definition;
  if (algorithm === "ed25519") return ed25519(encoding);
  const form = keyForm(definition);
  const secrets = { generateSecret: form.generate, canonicalSecret: form.canonical, secretProblem: form.problem };
  if (algorithm === "shared-secret") return { ...secrets, sign: (secret) => secret };
  const keyOf = hmacKeys(form.bytesOf);
  return {
    ...secrets,
    sign: (secret, before, body, after) => {
      const hmac = createHmac("sha256", keyOf(secret));
      if (before !== "") hmac.update(before);
      hmac.update(body);
      if (after !== "") hmac.update(after);
      return hmac.digest(encoding);
    },
  };
}

const ed25519 = (encoding: "hex" | "base64"): Signer => ({
  generateSecret: generateEd25519,
  canonicalSecret: canonicalEd25519,
  secretProblem: ed25519Problem,
  publicKeyOf,
  sign: (secret, before, body, after) =>
    signEd25519(secret, Buffer.concat([Buffer.from(before), body, Buffer.from(after)])).toString(encoding),
});
