/**
 * Describes a dialect to a receiver. An operator's definition, as registered with `POST /api/v1/dialects`, is a valid
 * description. Templates can use `{id}`, `{timestamp}`, `{deliveryId}` and `{type}`. The signed text can also use
 * `{body}`.
 */
export interface DialectDescription {
  /** The name of the header with the signature. Case doesn't matter. */
  signatureHeader: string;
  /** The value of that header: `sha256={signature}`, `t={timestamp},v1={signature}`. By default `{signature}`. */
  signature?: string;
  /** Separates the entries of a signature header that is a list, such as a space or a comma. */
  separator?: string;
  algorithm: "hmac-sha256" | "ed25519" | "shared-secret";
  /** The encoding of the signature. By default `hex`, in lower case. */
  encoding?: "hex" | "base64";
  /** How the secret gives the HMAC key: as it is (`text`, the default), decoded, or decoded after `whsec_`. */
  keyForm?: "text" | "base64" | "whsec_";
  /** By default `{body}`. */
  signedText?: string;
  idHeader?: string;
  /** Unix seconds. */
  timestampHeader?: string;
  /** Templates of further headers, by name. */
  headers?: Readonly<Record<string, string>>;
  /** Only the sender uses the fields from here on. */
  name?: string;
  body?: unknown;
  posthornHeaders?: boolean;
  goneStatuses?: readonly number[];
}
