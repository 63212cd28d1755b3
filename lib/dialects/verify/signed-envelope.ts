import type { DialectDescription } from "./dialect-description.ts";
import { type Placeholder, placeholdersOf, valueIn } from "./header-template.ts";
import { type HeadersLike, headerOf } from "./received-headers.ts";
import { VerificationError } from "./verification-error.ts";

/** The claims of the headers about a body. Trust none of them before a signature over them is verified. */
export interface Envelope {
  /**
   * Only the values that the signature covers. Anyone can change an unsigned id, and so get past a receiver that drops
   * duplicates by id.
   */
  values: { [name in Placeholder]?: string };
  signatures: string[];
}

/** Further signatures are ignored. No sender uses this many keys, and a longer list would only cost time. */
const MAX_SIGNATURES = 16;

/**
 * Reads the signed values and the signatures from a request's headers.
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
  if (signatures.length === 0)
    throw new VerificationError("bad-signature", "The request has no signature in this dialect");
  return { values, signatures };
}

/** Returns the name and the template of the header that carries a value, unless that is the signature header. */
function headerWith(description: DialectDescription, name: Placeholder): [string, string] | undefined {
  const { idHeader, timestampHeader, headers = {} } = description;
  if (name === "id" && idHeader) return [idHeader, "{id}"];
  if (name === "timestamp" && timestampHeader) return [timestampHeader, "{timestamp}"];
  return Object.entries(headers).find(([, template]) => template.includes(`{${name}}`));
}

/** Returns the only value. If there are two, it is unclear which one the sender signed. */
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

/** Trims the entries: lists such as Stripe's can have spaces after the commas. */
const splitAt = (text: string, separator: string | undefined): string[] =>
  separator ? text.split(separator).map((part) => part.trim()) : [text];
