import * as z from "zod/mini";
import { refuse } from "../../core/errors.ts";
import type { BodyTemplate, DialectDefinition } from "../../dialects/definition.ts";
import { definitionProblems } from "../../dialects/definition-problems.ts";

const template = z
  .string()
  .check(z.minLength(1, "must not be empty"), z.maxLength(256, "must be at most 256 characters"));
const anyName = template.check(z.maxLength(64, "must be at most 64 characters"));
const headerName = anyName.check(z.toLowerCase());

const MAX_BODY_LEVELS = 16;
const MAX_BODY_BYTES = 4096;

/** A dialect as an operator describes it. */
export const definitionSchema = z.strictObject({
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, "must be up to 64 lower-case letters, digits and -")),
  algorithm: z.enum(["hmac-sha256", "ed25519", "shared-secret"]),
  signatureHeader: headerName,
  signature: z.optional(template),
  separator: z.optional(z.enum([" ", ",", ";"], "must be a space, a comma or a semicolon")),
  signedText: z.optional(template),
  encoding: z.optional(z.enum(["hex", "base64"])),
  keyForm: z.optional(z.enum(["text", "base64", "whsec_"])),
  idHeader: z.optional(headerName),
  timestampHeader: z.optional(headerName),
  headers: z.optional(
    z
      .record(anyName, template)
      .check(z.refine((headers) => Object.keys(headers).length <= 10, "must be at most 10 headers")),
  ),
  body: z.custom<BodyTemplate>(
    (value) => isShallow(value, MAX_BODY_LEVELS) && JSON.stringify(value).length <= MAX_BODY_BYTES,
    {
      error: ({ input }) =>
        input === undefined
          ? "is required"
          : `must be JSON of at most ${MAX_BODY_BYTES} characters and ${MAX_BODY_LEVELS} levels`,
    },
  ),
  posthornHeaders: z.optional(z.boolean()),
  goneStatuses: z.optional(z.array(z.int().check(z.gte(400), z.lte(499))).check(z.maxLength(10))),
});

function isShallow(value: unknown, levels: number): boolean {
  if (value === undefined || levels < 0) return false;
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((member) => isShallow(member, levels - 1));
}

/**
 * The definition that an operator described. Throws a 422 `Refusal` with the reasons if receivers couldn't use it.
 *
 * @param at the JSON Pointer of the definition in the request's body
 */
export function usableDefinition(
  { headers, ...described }: z.infer<typeof definitionSchema>,
  at = "",
): DialectDefinition {
  const definition = headers ? { ...described, headers } : described;
  refuse(definitionProblems(definition).map(({ path, message }) => ({ path: at + path, message })));
  return headers ? { ...described, headers: withLowerNames(headers) } : described;
}

const withLowerNames = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
