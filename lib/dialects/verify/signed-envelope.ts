import type { DialectDescription } from "./dialect-description.ts";
import { type Placeholder, placeholdersOf, valueIn } from "./header-template.ts";
import { type HeadersLike, headerOf } from "./received-headers.ts";
import { VerificationError } from "./verification-error.ts";

/** What the headers say about a body. Nothing of it is to be believed before a signature over it fits. */
export interface Envelope {
  /**
   * What the signed text names, and nothing else: an id that no signature covers can be changed by anyone, and
   * would get around a receiver's list of those that it has had.
   */
  values: { [name in Placeholder]?: string };
  signatures: string[];
}

/** No sender has more keys in use than this; a longer list would only cost time. */
const MAX_SIGNATURES = 16;

/**
 * Reads the headers of a dialect.
 *
 * @throws VerificationError `missing-header`, `bad-timestamp`, `bad-signature`
 */
export function readEnvelope(description: DialectDescription, headers: HeadersLike): Envelope {
  const { signature = "{signature}", signedText = "{body}", separator, signatureHeader } = description;
  const entries = splitAt(required(headers, signatureHeader), separator);
  const templates = splitAt(signature, separator);

  const inSignatureHeader = (name: Placeholder): string[] =>
    templates
      .filter((template) => template.includes(`{${name}}`))
      .flatMap((template) => entries.flatMap((entry) => valueIn(entry, template, name) ?? []));

  const values: Envelope["values"] = {};
  for (const name of placeholdersOf(signedText)) {
    const source = headerWith(description, name);
    const found = source ? [valueIn(required(headers, source[0]), source[1], name)] : inSignatureHeader(name);
    values[name] = theOnly(found, name);
  }
  const signatures = inSignatureHeader("signature").slice(0, MAX_SIGNATURES);
  if (signatures.length === 0) throw new VerificationError("bad-signature", "No signature of this dialect was sent");
  return { values, signatures };
}

/** The header, other than the signature's, that carries a value, and its template. */
function headerWith(description: DialectDescription, name: Placeholder): [string, string] | undefined {
  const { idHeader, timestampHeader, headers = {} } = description;
  if (name === "id" && idHeader) return [idHeader, "{id}"];
  if (name === "timestamp" && timestampHeader) return [timestampHeader, "{timestamp}"];
  return Object.entries(headers).find(([, template]) => template.includes(`{${name}}`));
}

/** Of two different values nobody knows which one the sender meant. */
function theOnly(found: (string | undefined)[], name: Placeholder): string {
  const [value] = found;
  if (value !== undefined && found.length === 1) return value;
  if (name === "timestamp") throw new VerificationError("bad-timestamp", "The timestamp is not a number of seconds");
  throw new VerificationError("missing-header", `The headers have no ${name}`);
}

function required(headers: HeadersLike, name: string): string {
  const value = headerOf(headers, name);
  if (value === undefined) throw new VerificationError("missing-header", `The header ${name} is missing`);
  return value;
}

/** Stripe's and others' lists may have blanks after the commas. */
const splitAt = (text: string, separator: string | undefined): string[] =>
  separator ? text.split(separator).map((part) => part.trim()) : [text];
