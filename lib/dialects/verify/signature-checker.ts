import { type Bytes, bytesOfBase64, bytesOfText, encode } from "./byte-encoding.ts";
import type { DialectDescription } from "./dialect-description.ts";
import { sameText } from "./same-text.ts";
import { PUBLIC_KEY } from "./schemes.ts";
import { VerificationError } from "./verification-error.ts";

/** Tells whether the secret made one of the signatures of a text. Always checks every signature. */
export type Checker = (text: Bytes, signatures: string[]) => Promise<boolean>;

/**
 * Creates the checker for a secret.
 *
 * @throws VerificationError `bad-secret`
 */
export async function checkerOf(description: DialectDescription, secret: string): Promise<Checker> {
  if (description.algorithm === "shared-secret") return sharedSecret(secret);
  return description.algorithm === "ed25519" ? await ed25519(description, secret) : await hmac(description, secret);
}

function sharedSecret(secret: string): Checker {
  return (_text, given) => anyOf(given, (one) => sameText(one, secret));
}

async function hmac({ keyForm = "text", encoding = "hex" }: DialectDescription, secret: string): Promise<Checker> {
  const key = await importKey(hmacKeyBytes(keyForm, secret), { name: "HMAC", hash: "SHA-256" }, "sign");

  return async function check(text, signatures) {
    const expected = encode(new Uint8Array(await crypto.subtle.sign("HMAC", key, text)), encoding);
    // Compare strings, not decoded bytes: several base64 strings decode to the same bytes.
    return await anyOf(signatures, (one) => sameText(one, expected));
  };
}

async function ed25519({ encoding = "hex" }: DialectDescription, publicKey: string): Promise<Checker> {
  const bytes = bytesOfBase64(publicKey.startsWith(PUBLIC_KEY) ? publicKey.slice(PUBLIC_KEY.length) : publicKey);
  if (bytes?.length !== 32)
    throw new VerificationError("bad-secret", "A public key is whpk_ followed by 32 bytes in base64");
  const key = await importKey(bytes, { name: "Ed25519" }, "verify");

  return (text, signatures) =>
    anyOf(signatures, async (one) => {
      const signature = encoding === "hex" ? bytesOfHex(one) : bytesOfBase64(one);
      if (!signature || encode(signature, encoding) !== one) return false;
      return await crypto.subtle.verify("Ed25519", key, signature, text);
    });
}

const bytesOfHex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function hmacKeyBytes(form: "text" | "base64" | "whsec_", secret: string): Bytes {
  if (form === "text") return bytesOfText(secret);
  const prefix = form === "whsec_" ? form : "";
  const bytes = secret.startsWith(prefix) ? bytesOfBase64(secret.slice(prefix.length)) : undefined;
  if (!bytes?.length) throw new VerificationError("bad-secret", `A secret is ${prefix && "whsec_ followed by "}base64`);
  return bytes;
}

const importKey = (bytes: Bytes, algorithm: { name: string; hash?: string }, usage: "sign" | "verify") =>
  crypto.subtle.importKey("raw", bytes, algorithm, false, [usage]);

async function anyOf(signatures: string[], fits: (signature: string) => Promise<boolean>): Promise<boolean> {
  const answers = await Promise.all(signatures.map(fits));
  return answers.includes(true);
}
