import type { Event } from "../core/model/event.ts";
import { DELIVERY_ID_HEADER, IDENTIFYING_HEADERS } from "../core/subscription/own-headers.ts";
import { type BodyPlaceholders, bodyTemplate } from "./body-template.ts";
import type { DialectDefinition } from "./definition.ts";
import type { Dialect } from "./dialect.ts";
import type { PostValues } from "./post-values.ts";
import { signerOf } from "./signer.ts";
import { type Fillers, type FillTemplate, textTemplate } from "./text-template.ts";

/** The placeholders for headers and for the signed text. */
const HEADER_PLACEHOLDERS: Fillers<PostValues> = {
  id: ({ id }) => id,
  timestamp: ({ timestamp }) => timestamp,
  deliveryId: ({ deliveryId }) => deliveryId,
  type: ({ type }) => type,
};

/** What built-in dialects can do and operators' dialects can't. */
export interface BuiltInExtras {
  placeholders?: BodyPlaceholders;
  /** The id that receivers know the event by. */
  idOf?: (event: Event) => string;
  /** The name that receivers know an event type by. */
  typeName?: (type: string) => string;
}

/** Compiles a definition once, so that rendering a POST never searches a template. */
export function compileDialect(definition: DialectDefinition, extras: BuiltInExtras = {}): Dialect {
  const { placeholders, idOf = ({ id }) => id, typeName = (type) => type } = extras;
  const { generateSecret, canonicalSecret, secretProblem, publicKeyOf, sign } = signerOf(definition);
  const { name, signatureHeader, goneStatuses = [], separator } = definition;
  const { make, form } = bodyTemplate(definition.body, placeholders);
  const [before, after] = aroundBody(definition.signedText);
  const furtherHeaders = furtherHeadersOf(definition);
  const signatureValue = signatureTemplate(definition);

  return {
    name,
    ownHeaders: ["content-type", signatureHeader, ...furtherHeaders.map(([header]) => header)],
    posthornHeaders: posthornHeadersOf(definition),
    secretHeaders: definition.algorithm === "shared-secret" ? [signatureHeader] : [],
    goneStatuses,
    signatureList: separator !== undefined,
    bodyForm: form,
    generateSecret,
    canonicalSecret,
    secretProblem,
    publicKeyOf,
    render({ event, subscription, deliveryId, secrets, nowMs }) {
      const timestamp = String(Math.floor(nowMs / 1000));
      const values = { id: idOf(event), type: typeName(event.type), deliveryId, timestamp, event, subscription };
      const body = Buffer.from(make(values));
      const headers: Record<string, string> = { "content-type": "application/json" };
      for (const [header, fill] of furtherHeaders) headers[header] = fill(values);
      const signatures = (separator === undefined ? secrets.slice(0, 1) : secrets).map((secret) =>
        sign(secret, before(values), body, after(values)),
      );
      headers[signatureHeader] = signatureValue(values, signatures);
      return { headers, body };
    },
  };
}

function posthornHeadersOf({ posthornHeaders = true, headers = {} }: DialectDefinition): string[] {
  const hasId = Object.values(headers).some((template) => template.includes("{deliveryId}"));
  return IDENTIFYING_HEADERS.filter((name) => posthornHeaders && !(hasId && name === DELIVERY_ID_HEADER));
}

/** The parts of the signed text before and after the body. */
function aroundBody(signedText = "{body}"): [FillTemplate<PostValues>, FillTemplate<PostValues>] {
  const [before = "", ...after] = signedText.split("{body}");
  return [textTemplate(before, HEADER_PLACEHOLDERS), textTemplate(after.join("{body}"), HEADER_PLACEHOLDERS)];
}

/** The headers other than the signature's and `content-type`. */
function furtherHeadersOf(definition: DialectDefinition): [string, FillTemplate<PostValues>][] {
  const { idHeader, timestampHeader, headers = {} } = definition;
  const all = Object.entries(headers);
  if (timestampHeader) all.unshift([timestampHeader, "{timestamp}"]);
  if (idHeader) all.unshift([idHeader, "{id}"]);
  return all.map(([header, template]) => [header, textTemplate(template, HEADER_PLACEHOLDERS)]);
}

/** Compiles the signature header's value. The entry with `{signature}` repeats for each signature, others don't. */
function signatureTemplate({ signature = "{signature}", separator = "" }: DialectDefinition) {
  const entries = (separator ? signature.split(separator) : [signature]).map((entry) => ({
    repeats: entry.includes("{signature}"),
    fill: textTemplate<SignedValues>(entry, { ...HEADER_PLACEHOLDERS, signature: ({ signature: value }) => value }),
  }));

  return function value(values: PostValues, signatures: string[]): string {
    const texts = entries.flatMap(({ repeats, fill }) =>
      repeats ? signatures.map((text) => fill({ ...values, signature: text })) : fill({ ...values, signature: "" }),
    );
    return texts.join(separator);
  };
}

interface SignedValues extends PostValues {
  signature: string;
}
