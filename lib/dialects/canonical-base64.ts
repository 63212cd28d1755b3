const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Returns a function that rewrites a secret of a prefix and base64 in canonical form: with its padding, and with zeros
 * for the bits that no byte has (RFC 4648, 3.2 and 3.5). Some receivers can't decode any other form. The bytes stay the
 * same. Any other text is returned unchanged.
 */
export function canonicalBase64(prefix: string): (secret: string) => string {
  return function canonical(secret) {
    const base64 = secret.slice(prefix.length);
    const isBase64 = secret.startsWith(prefix) && BASE64.test(base64) && base64.replace(/=+$/, "").length % 4 !== 1;
    return isBase64 ? prefix + reencoded(base64) : secret;
  };
}

/** Tells whether a secret is a prefix and canonical base64. */
export const isCanonicalBase64 = (prefix: string, secret: string): boolean =>
  secret.startsWith(prefix) &&
  secret !== prefix &&
  reencoded(secret.slice(prefix.length)) === secret.slice(prefix.length);

const reencoded = (base64: string): string => Buffer.from(base64, "base64").toString("base64");
