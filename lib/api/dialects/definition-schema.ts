import * as z from "zod/mini";
import { type Problem, refuse } from "../../core/errors.ts";
import { customHeaderProblem } from "../../core/subscription/custom-headers.ts";
import type { BodyTemplate, DialectDefinition } from "../../dialects/definition.ts";
import { checked, lostNames, pointer } from "../http/schema.ts";

const text = z.string().check(z.minLength(1, "must not be empty"), z.maxLength(256, "must be at most 256 characters"));
const anyName = text.check(z.maxLength(64, "must be at most 64 characters"));
const headerName = anyName.check(z.toLowerCase());

const MAX_BODY_LEVELS = 16;
const MAX_BODY_BYTES = 4096;

/** A dialect as an operator describes it. */
export const definitionSchema = z.strictObject({
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, "must be up to 64 lower-case letters, digits and -")),
  algorithm: z.enum(["hmac-sha256", "ed25519", "shared-secret"]),
  signatureHeader: headerName,
  signature: z.optional(text),
  separator: z.optional(z.enum([" ", ",", ";"], "must be a blank, a comma or a semicolon")),
  signedText: z.optional(text),
  encoding: z.optional(z.enum(["hex", "base64"])),
  keyForm: z.optional(z.enum(["text", "base64", "whsec_"])),
  idHeader: z.optional(headerName),
  timestampHeader: z.optional(headerName),
  headers: z.optional(
    z
      .record(anyName, text)
      .check(z.refine((headers) => Object.keys(headers).length <= 10, "must be at most 10 headers")),
  ),
  body: z.custom<BodyTemplate>(
    (value) => isShallow(value, MAX_BODY_LEVELS) && JSON.stringify(value).length <= MAX_BODY_BYTES,
    `must be JSON of at most ${MAX_BODY_BYTES} characters and ${MAX_BODY_LEVELS} levels`,
  ),
  goneStatuses: z.optional(z.array(z.int().check(z.gte(400), z.lte(499))).check(z.maxLength(10))),
});

function isShallow(value: unknown, levels: number): boolean {
  if (value === undefined || levels < 0) return false;
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((member) => isShallow(member, levels - 1));
}

/** A dialect as an operator describes it, checked. Refused with 422 and the reasons. */
export function readDefinition(value: unknown): DialectDefinition {
  refuse(lostNames(value));
  const { headers, ...definition } = checked(definitionSchema, value);
  refuse(definitionProblems({ ...definition, headers }));
  const lowered = Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]);
  return headers ? { ...definition, headers: Object.fromEntries(lowered) } : definition;
}

/** Why no receiver could verify what a definition sends, or what could not be sent. */
function definitionProblems(definition: DialectDefinition): Problem[] {
  return [
    ...signatureProblems(definition),
    ...signedTextProblems(definition),
    ...headerProblems(definition),
    ...bodyProblems(definition.body, ["body"]),
  ];
}

const namesIn = (template: string): string[] => [...template.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = ""]) => name);

function unknownNames(template: string, known: readonly string[], path: string): Problem[] {
  return namesIn(template)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path, message: `must not name {${name}}: there is ${known.map((k) => `{${k}}`).join(", ")}` }));
}

function signatureProblems({ signature = "{signature}", separator }: DialectDefinition): Problem[] {
  const path = "/signature";
  const entries = (separator ? signature.split(separator) : [signature]).map(namesIn);
  const signatures = entries.flat().filter((name) => name === "signature").length;
  return [
    ...unknownNames(signature, ["signature", "timestamp"], path),
    ...(signatures === 1 ? [] : [{ path, message: "must have {signature} once, or no secret is used" }]),
    ...(entries.every((names) => names.length <= 1)
      ? []
      : [{ path, message: "must have a separator between two placeholders, or a receiver can't tell them apart" }]),
    ...(/^[\x20-\x7e]*$/.test(signature) ? [] : [{ path, message: "must be printable ASCII" }]),
  ];
}

function signedTextProblems(definition: DialectDefinition): Problem[] {
  const { algorithm, signedText, signature = "", idHeader, timestampHeader, keyForm } = definition;
  const used = namesIn(signedText ?? "{body}");
  const path = "/signedText";
  const problems = unknownNames(signedText ?? "", ["id", "timestamp", "body"], path);
  const add = (wrong: boolean, at: string, message: string) => wrong && problems.push({ path: at, message });
  const shared = algorithm === "shared-secret";
  add(shared && signedText !== undefined, path, "has no use with a shared secret, which signs nothing");
  add(
    !shared && used.filter((name) => name === "body").length !== 1,
    path,
    "must have {body} once, or it is not signed",
  );
  add(used.includes("id") && !idHeader, "/idHeader", "is required: a receiver must know the {id} that is signed");
  const timed = timestampHeader !== undefined || namesIn(signature).includes("timestamp");
  add(
    used.includes("timestamp") && !timed,
    "/timestampHeader",
    "is required: a receiver must know the {timestamp} signed",
  );
  add(algorithm === "ed25519" && keyForm !== undefined, "/keyForm", "has no use with ed25519, whose keys are whsk_");
  add(shared && keyForm !== undefined && keyForm !== "text", "/keyForm", "must be text with a shared secret");
  return problems;
}

function headerProblems({ signatureHeader, idHeader, timestampHeader, headers = {} }: DialectDefinition): Problem[] {
  const named: [string, string | undefined][] = [
    ["/signatureHeader", signatureHeader],
    ["/idHeader", idHeader],
    ["/timestampHeader", timestampHeader],
    ...Object.keys(headers).map((name): [string, string] => [pointer(["headers", name]), name]),
  ];
  const seen: string[] = [];
  const problems = named.flatMap(([path, name]) => {
    if (name === undefined) return [];
    const message =
      customHeaderProblem(name, "", []) ??
      (seen.includes(name.toLowerCase()) ? "is the name of another one" : undefined);
    seen.push(name.toLowerCase());
    return message ? [{ path, message }] : [];
  });
  const values = Object.entries(headers).flatMap(([name, value]) => {
    const path = pointer(["headers", name]);
    const message = customHeaderProblem("x", value, []);
    const unknown = unknownNames(value, ["id", "timestamp", "deliveryId", "type"], path);
    return message ? [{ path, message }, ...unknown] : unknown;
  });
  return [...problems, ...values];
}

const WHOLE = ["{data}", "{occurredAtSeconds}"];
const WITHIN = ["id", "ulid", "type", "tenantId", "occurredAt"];

function bodyProblems(template: BodyTemplate, path: PropertyKey[]): Problem[] {
  if (typeof template === "string")
    return WHOLE.includes(template) ? [] : unknownNames(template, WITHIN, pointer(path));
  if (typeof template !== "object" || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) => bodyProblems(value, [...path, key]));
}
