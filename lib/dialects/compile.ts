import type { Event } from "../core/model.ts";
import { bodyTemplate } from "./body-template.ts";
import type { DialectDefinition } from "./definition.ts";
import type { Dialect, RenderInput } from "./dialect.ts";
import { signerOf } from "./signer.ts";
import { type Fillers, type Template, textTemplate } from "./template.ts";

/** What templates of headers and of the signed text are filled with. */
interface Values {
  id: string;
  /** Unix seconds. */
  timestamp: string;
  deliveryId: string;
  type: string;
}

/** What may stand in headers and in the signed text. */
const HEADER_TEXTS: Fillers<Values> = {
  id: ({ id }) => id,
  timestamp: ({ timestamp }) => timestamp,
  deliveryId: ({ deliveryId }) => deliveryId,
  type: ({ type }) => type,
};

/** What a dialect does that data can't say. */
export interface Custom {
  body?: (event: Event, input: RenderInput) => string;
  /** The id that receivers know the event by. */
  idOf?: (event: Event) => string;
}

/** Compiles a definition to a dialect, once: no template is searched for a POST. */
export function compileDialect(definition: DialectDefinition, { body, idOf = ({ id }) => id }: Custom = {}): Dialect {
  const { generateSecret, secretProblem, publicKeyOf, sign } = signerOf(definition);
  const { name, signatureHeader, goneStatuses = [], separator } = definition;
  // What code makes is like nothing else.
  const { make, form } = body ? { make: body, form: name } : bodyTemplate(definition.body);
  const [before, after] = aroundBody(definition.signedText);
  const further = furtherHeaders(definition);
  const list = signatureList(definition);

  return {
    name,
    ownHeaders: ["content-type", signatureHeader, ...further.map(([header]) => header)],
    secretHeaders: definition.algorithm === "shared-secret" ? [signatureHeader] : [],
    goneStatuses,
    signatureList: separator !== undefined,
    bodyForm: form,
    generateSecret,
    secretProblem,
    publicKeyOf,
    render(input) {
      const { event, deliveryId, secrets, nowMs } = input;
      const bytes = Buffer.from(make(event, input));
      const values = { id: idOf(event), timestamp: String(Math.floor(nowMs / 1000)), deliveryId, type: event.type };
      const headers: Record<string, string> = { "content-type": "application/json" };
      for (const [header, value] of further) headers[header] = value(values);
      const signatures = (separator === undefined ? secrets.slice(0, 1) : secrets).map((secret) =>
        sign(secret, before(values), bytes, after(values)),
      );
      headers[signatureHeader] = list(values, signatures);
      return { headers, body: bytes };
    },
  };
}

function aroundBody(signedText = "{body}"): [Template<Values>, Template<Values>] {
  const [before = "", ...after] = signedText.split("{body}");
  return [textTemplate(before, HEADER_TEXTS), textTemplate(after.join("{body}"), HEADER_TEXTS)];
}

function furtherHeaders({ idHeader, timestampHeader, headers = {} }: DialectDefinition): [string, Template<Values>][] {
  const all = Object.entries(headers);
  if (timestampHeader) all.unshift([timestampHeader, "{timestamp}"]);
  if (idHeader) all.unshift([idHeader, "{id}"]);
  return all.map(([header, template]) => [header, textTemplate(template, HEADER_TEXTS)]);
}

/** The signature header's value: the entry with the signature comes once for each, the others once. */
function signatureList({ signature = "{signature}", separator = "" }: DialectDefinition) {
  const entries = (separator ? signature.split(separator) : [signature]).map((entry) => ({
    repeats: entry.includes("{signature}"),
    fill: textTemplate<Entry>(entry, { ...HEADER_TEXTS, signature: ({ signature: value }) => value }),
  }));

  return function value(values: Values, signatures: string[]): string {
    const texts = entries.flatMap(({ repeats, fill }) =>
      repeats ? signatures.map((text) => fill({ ...values, signature: text })) : fill({ ...values, signature: "" }),
    );
    return texts.join(separator);
  };
}

interface Entry extends Values {
  signature: string;
}
