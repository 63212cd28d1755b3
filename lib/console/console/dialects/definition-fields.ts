import type { components } from "../../client/api.d.ts";
import { emptyRow, type NamedValue } from "../../tenant/endpoint-form/endpoint-fields.ts";

export type KnownDialect = components["schemas"]["Dialect"];
type Algorithm = components["schemas"]["DialectDraft"]["algorithm"];

/** What somebody has typed about a dialect. An empty text is the default. */
export interface DefinitionFields {
  name: string;
  algorithm: Algorithm;
  signatureHeader: string;
  signature: string;
  separator: string;
  signedText: string;
  encoding: string;
  keyForm: string;
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
    ...{ algorithm, signatureHeader, signature, separator, signedText, encoding, keyForm, idHeader, timestampHeader },
    headers: Object.entries(headers).map(([name, value]) => ({ ...emptyRow(), name, value })),
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
    encoding: signs ? fields.encoding || undefined : undefined,
    keyForm: algorithm === "hmac-sha256" ? fields.keyForm || undefined : undefined,
    ...{ idHeader: fields.idHeader || undefined, timestampHeader: fields.timestampHeader || undefined },
    headers: headers.length > 0 ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : undefined,
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
