/**
 * What a receiver has to know of a dialect: what an operator registers at `POST /api/v1/dialects` will do. Templates
 * name `{id}`, `{timestamp}`, `{deliveryId}` and `{type}`; the signed text also `{body}`.
 */
export interface DialectDescription {
  /** The header with the signature, in any case of letters. */
  signatureHeader: string;
  /** What it holds: `sha256={signature}`, `t={timestamp},v1={signature}`; `{signature}` alone by default. */
  signature?: string;
  /** What stands between the entries of a signature header that is a list: a space, a comma. */
  separator?: string;
  algorithm: "hmac-sha256" | "ed25519" | "shared-secret";
  /** Of the signature; `hex` by default, and in lower case. */
  encoding?: "hex" | "base64";
  /** How the secret's text gives the HMAC key: as it is (`text`, the default), decoded, decoded after `whsec_`. */
  keyForm?: "text" | "base64" | "whsec_";
  /** `{body}` by default. */
  signedText?: string;
  idHeader?: string;
  /** Unix seconds. */
  timestampHeader?: string;
  /** Templates of further headers, by name. */
  headers?: Readonly<Record<string, string>>;
  /** For the sender alone. */
  name?: string;
  body?: unknown;
  goneStatuses?: readonly number[];
}
