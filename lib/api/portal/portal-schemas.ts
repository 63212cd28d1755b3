import * as z from "zod/mini";
import { CAPABILITIES } from "../../core/portal/capabilities.ts";
import { MAX_LOGO_BYTES } from "../../core/portal/logo-png.ts";
import { metadataFits, TOO_MUCH_METADATA } from "../../core/subscription/subscription-limits.ts";
import { stringUpTo } from "../http/fields.ts";

const LONGEST_SECONDS = 86_400;
const DURATION = `must be an integer from 60 to ${LONGEST_SECONDS}`;

const capabilities = z
  .array(z.enum(CAPABILITIES, `must be one of ${CAPABILITIES.join(", ")}`))
  .check(z.minLength(1, "must name at least one capability"));

const scopeMetadata = z.record(stringUpTo(64), stringUpTo(512)).check(
  z.refine((metadata) => Object.keys(metadata).length > 0, "must have at least one entry"),
  z.refine(metadataFits, TOO_MUCH_METADATA),
);

const actorField = z
  .string()
  .check(z.minLength(1, "must not be empty"), z.maxLength(200, "must be at most 200 characters"));

/** A language tag (BCP 47), without extensions. */
const LOCALE = /^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?$/;

const themeField = z.enum(["light", "dark", "system"], "must be light, dark or system");
const accentField = z.string().check(z.regex(/^#[0-9A-Fa-f]{6}$/, "must be a colour such as #0a6a5c"));

export const portalScope = z.strictObject({ metadata: scopeMetadata });

export const portalLinkSchema = z.strictObject({
  expiresInSeconds: z._default(z.int(DURATION).check(z.gte(60, DURATION), z.lte(LONGEST_SECONDS, DURATION)), 3600),
  capabilities,
  scope: z.optional(portalScope),
  actor: z.optional(actorField),
  theme: z.optional(themeField),
  accent: z.optional(accentField),
  locale: z.optional(z.string().check(z.regex(LOCALE, "must be a language tag such as en or pt-BR"))),
  next: z.optional(
    stringUpTo(1024).check(z.refine(isPortalPath, "must be a path inside the portal such as /endpoints")),
  ),
  refreshUrl: z.optional(stringUpTo(2048)),
});

/**
 * Is this a path that stays inside the portal, with a query string or without? The page appends it to its own path, and
 * browsers resolve dot segments, also encoded ones (https://url.spec.whatwg.org/#single-dot-path-segment).
 */
function isPortalPath(text: string): boolean {
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(text) || /[\\#]/.test(text)) return false;
  const [path = ""] = text.split("?");
  return path.split("/").every((segment) => !/^(\.|%2e){1,2}$/i.test(segment));
}

export const portalSessionsSchema = z.strictObject({ actor: z.optional(actorField) });

const png = stringUpTo(base64Length(MAX_LOGO_BYTES)).check(
  z.regex(/^[A-Za-z0-9+/]+={0,2}$/, "must be a PNG as base64, without line breaks"),
);
/** What is in the image is checked with the change. */
export const logoPatch = z.nullable(z.strictObject({ png }));

/** base64 has four characters for three bytes. */
function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** null clears a field. */
export const portalBrandingPatch = z.partial(
  z.strictObject({ accent: z.nullable(accentField), theme: z.nullable(themeField), logo: logoPatch }),
);

const token = stringUpTo(512);
export const exchangeSchema = z.strictObject({ code: token });
export const refreshSchema = z.strictObject({ refreshToken: token });
