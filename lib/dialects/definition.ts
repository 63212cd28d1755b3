/** A JSON value in which strings can hold placeholders. */
export type BodyTemplate = string | number | boolean | null | BodyTemplate[] | { [key: string]: BodyTemplate };

/**
 * A dialect as data. Templates hold placeholders in braces. Headers and the signed text can use `{id}`, `{timestamp}`,
 * `{deliveryId}` and `{type}`. The signed text can also use `{body}`, and the signature header `{signature}`.
 */
export interface DialectDefinition {
  name: string;
  algorithm: "hmac-sha256" | "ed25519" | "shared-secret";
  /** Lower case. */
  signatureHeader: string;
  /** The value of the signature header, such as `sha256={signature}`. By default `{signature}`. */
  signature?: string;
  /**
   * Separates the entries of a signature header that is a list. The entry with `{signature}` repeats for each secret,
   * other entries appear once. Without a separator, only the newest secret signs.
   */
  separator?: string;
  /** The text to sign, such as `{id}.{timestamp}.{body}`. By default `{body}`. */
  signedText?: string;
  encoding?: "hex" | "base64";
  /** How a secret gives the key: as it is (`text`, the default), decoded, or decoded after `whsec_`. */
  keyForm?: "text" | "base64" | "whsec_";
  idHeader?: string;
  timestampHeader?: string;
  /** Further headers, by lower-case name, such as `{"x-delivery-id": "{deliveryId}"}`. */
  headers?: Record<string, string>;
  /**
   * The body. Strings can use `{id}`, `{ulid}`, `{evtId}`, `{type}`, `{tenantId}` and `{occurredAt}`. The whole strings `"{data}"`
   * and `"{occurredAtSeconds}"` stand for the data and for a number.
   */
  body: BodyTemplate;
  /** If false, POSTs go without Posthorn's own identifying headers. */
  posthornHeaders?: boolean;
  /** See `Dialect`. By default none. */
  goneStatuses?: number[];
}

/** A dialect that the operator registered. Its name is never reused for another dialect. */
export interface RegisteredDialect extends DialectDefinition {
  createdAt: string;
}
