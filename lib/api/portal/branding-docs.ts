import * as z from "zod";
import { MAX_LOGO_BYTES, MAX_LOGO_PIXELS } from "../../core/portal/logo-png.ts";
import { nameSchema } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { brandingRoutes } from "./branding-routes.ts";
import { lookShapes } from "./look-shapes.ts";
import { logoPatch } from "./portal-schemas.ts";

const brandingShape = z
  .strictObject(lookShapes)
  .meta({ id: "PortalBranding", description: "How the portal looks. What is absent isn't set." });

const PALETTE = {
  light: { accent: "#5d52f6", accentStrong: "#4c38dd", onAccent: "#ffffff" },
  dark: { accent: "#8087fe", accentStrong: "#99a3fe", onAccent: "#0d1114" },
};

const BRANDING = {
  accent: "#635bff",
  palette: PALETTE,
  theme: "system",
  logo: {
    url: "https://example.com/api/v1/portal/logos/0123456789abcdef0123456789abcdef",
    width: 240,
    height: 64,
  },
};

/** One pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const CONFLICT = "Other requests kept changing the same branding.";

nameSchema(logoPatch, "PortalLogoFields", {
  png: `A PNG as base64: at most ${MAX_LOGO_BYTES} bytes, ${MAX_LOGO_PIXELS} pixels in width and height, and not interlaced. It is written anew, with nothing but its pixels.`,
});

const body = {
  name: "PortalBrandingChange",
  notes: {
    accent:
      "The colour of links and main buttons, such as `#0a6a5c`. `palette` in the answer shows what the portal makes of it.",
    theme: "`light` or `dark` for everybody, or `system`: each user's own choice.",
    logo: "The logo in the portal's bar. The dark theme shows it on a light plate.",
  },
  example: { accent: "#635bff", theme: "system", logo: { png: PIXEL } },
};

export const brandingDocs = documented(
  {
    tag: "Portal branding",
    text: "How the portal looks: an accent colour, light or dark, and a logo. What a portal link says comes first, then the tenant's branding, then the operator's.",
  },
  brandingRoutes,
  {
    readPortalBranding: {
      summary: "Read the operator's branding",
      answers: {
        200: { description: "What tenants have that set nothing else.", schema: brandingShape, example: BRANDING },
      },
    },
    updatePortalBranding: {
      summary: "Change the operator's branding",
      text: "null clears a field. Open pages show the change once they are loaded again.",
      body,
      answers: { 200: { description: "Changed.", schema: brandingShape, example: BRANDING } },
      refusals: { 409: CONFLICT },
    },
    readTenantPortalBranding: {
      summary: "Read a tenant's branding",
      answers: { 200: { description: "What is set for this tenant.", schema: brandingShape, example: BRANDING } },
    },
    updateTenantPortalBranding: {
      summary: "Change a tenant's branding",
      text: "null clears a field. Open pages show the change once they are loaded again.",
      body,
      answers: { 200: { description: "Changed.", schema: brandingShape, example: BRANDING } },
      refusals: { 409: CONFLICT },
    },
    readPortalLogo: {
      summary: "Read a logo",
      text: "Only pages of the same host can show it.",
      answers: { 200: { description: "A PNG.", text: "image/png" } },
    },
  },
);
