/** A JSON value of a body's template. */
export type BodyTemplate = string | number | boolean | null | BodyTemplate[] | { [key: string]: BodyTemplate };

/**
 * A dialect as data. Templates name what stands in their place in braces; those of headers and of the signed
 * text know `{id}`, `{timestamp}`, `{deliveryId}` and `{type}`, the signed text also `{body}`, and the signature
 * header's also `{signature}`.
 */
export interface DialectDefinition {
  name: string;
  algorithm: "hmac-sha256" | "ed25519" | "shared-secret";
  /** Lower case. */
  signatureHeader: string;
  /** What the signature header says: `sha256={signature}`. */
  signature?: string;
  /**
   * Between the entries of a signature header that is a list. The entry with `{signature}` comes once for each
   * secret, the others once. Without it only the newest secret signs.
   */
  separator?: string;
  /** What is signed: `{id}.{timestamp}.{body}`; the body alone when left out. */
  signedText?: string;
  encoding?: "hex" | "base64";
  /** What of a secret's text is the key: the text itself, the bytes that it is base64 of, those after `whsec_`. */
  keyForm?: "text" | "base64" | "whsec_";
  idHeader?: string;
  timestampHeader?: string;
  /** Further headers, by lower-case name: `{"x-delivery-id": "{deliveryId}"}`. */
  headers?: Record<string, string>;
  /** Strings in it may name `{id}`, `{ulid}`, `{type}`, `{tenantId}`, `{occurredAt}`; `"{data}"` is the data. */
  body: BodyTemplate;
  /** As in `Dialect`; none when left out. */
  goneStatuses?: number[];
}

/** A dialect that the operator registered. Its name never means anything else. */
export interface RegisteredDialect extends DialectDefinition {
  createdAt: string;
}

/** The dialects that the operator registered. */
export interface DialectStore {
  /** False when the name is taken. */
  createDialect(dialect: RegisteredDialect): Promise<boolean>;
  getDialect(name: string): Promise<RegisteredDialect | undefined>;
  /** By name. */
  listDialects(): Promise<RegisteredDialect[]>;
}
