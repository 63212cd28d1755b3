import type { components } from "../../client/api.d.ts";
import { isJson } from "../../client/is-json.ts";
import { type NamedValue, namedValuesOf, valuesByName } from "../../components/form/named-value.ts";

export type KnownDialect = components["schemas"]["Dialect"];
type Draft = Required<components["schemas"]["DialectDraft"]>;

/** What somebody has typed about a dialect. An empty text is the default. */
export interface DefinitionFields {
  name: string;
  algorithm: Draft["algorithm"];
  signatureHeader: string;
  signature: string;
  separator: Draft["separator"] | "";
  signedText: string;
  encoding: Draft["encoding"];
  keyForm: Draft["keyForm"];
  idHeader: string;
  timestampHeader: string;
  headers: readonly NamedValue[];
  /** JSON text. */
  body: string;
  posthornHeaders: boolean;
  /** Numbers, separated by commas or blanks. */
  goneStatuses: string;
}

/** A dialect to begin with: what most receivers can check with a few lines. */
export const NEW_DEFINITION: DefinitionFields = {
  name: "",
  algorithm: "hmac-sha256",
  signatureHeader: "x-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  encoding: "hex",
  keyForm: "text",
  idHeader: "",
  timestampHeader: "",
  headers: [],
  body: indented({ id: "{id}", type: "{type}", occurredAt: "{occurredAt}", data: "{data}" }),
  posthornHeaders: true,
  goneStatuses: "",
};

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Whether a dialect has a definition. Some built-in dialects take code. */
export const isDefined = ({ signatureHeader }: KnownDialect): boolean => signatureHeader !== undefined;

/** The fields of a dialect that another one begins with. Its name is its own. */
export function fieldsOfDialect(dialect: KnownDialect): DefinitionFields {
  const { algorithm = "hmac-sha256", signatureHeader = "", signature = "", separator = "", signedText = "" } = dialect;
  const { encoding = "hex", keyForm = "text", idHeader = "", timestampHeader = "", headers = {} } = dialect;
  return {
    name: "",
    ...{ algorithm, signatureHeader, signature, signedText, encoding, keyForm, idHeader, timestampHeader },
    separator: separator as DefinitionFields["separator"],
    headers: namedValuesOf(headers),
    body: indented(dialect.body),
    posthornHeaders: dialect.posthornHeaders ?? true,
    goneStatuses: (dialect.goneStatuses ?? []).join(", "),
  };
}

/**
 * The definition as JSON text, in which the body stays as it was typed. Fields that don't go with the algorithm are left
 * out. Undefined if the body isn't JSON.
 */
export function definitionText(fields: DefinitionFields): string | undefined {
  const { algorithm, body, headers, goneStatuses, posthornHeaders } = fields;
  if (!isJson(body)) return undefined;
  const signs = algorithm !== "shared-secret";
  const members = {
    ...{ name: fields.name || undefined, algorithm, signatureHeader: fields.signatureHeader },
    ...{ signature: fields.signature || undefined, separator: fields.separator || undefined },
    signedText: signs ? fields.signedText || undefined : undefined,
    encoding: signs ? fields.encoding : undefined,
    keyForm: algorithm === "hmac-sha256" ? fields.keyForm : undefined,
    ...{ idHeader: fields.idHeader || undefined, timestampHeader: fields.timestampHeader || undefined },
    headers: headers.length > 0 ? valuesByName(headers) : undefined,
    posthornHeaders: posthornHeaders ? undefined : false,
    goneStatuses:
      goneStatuses.trim() === ""
        ? undefined
        : goneStatuses
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(Number),
  };
  return `${JSON.stringify(members).slice(0, -1)},"body":${body}}`;
}
