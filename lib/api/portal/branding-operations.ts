import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import { compareAndSwap } from "../../core/kit/compare-and-swap.ts";
import { type LogoImage, logoOf, NoLogo } from "../../core/portal/logo-png.ts";
import {
  type BrandingOwner,
  LOGO_ID,
  newLogoId,
  type PortalBranding,
  type PortalBrandingStore,
  type PortalLook,
} from "../../core/portal/portal-branding.ts";
import type { ApiAnswer } from "../http/answers.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, EndpointRequest, Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import type { brandingRoutes } from "./branding-routes.ts";
import { brandingView } from "./portal-views.ts";

export interface BrandingPorts {
  brandings: PortalBrandingStore;
  /** The URL of the API, without a trailing slash. */
  apiUrl: string;
  now: Clock;
}

const MAX_TRIES = 3;

type Patch = EndpointRequest<(typeof brandingRoutes)["updatePortalBranding"]>["body"];

/** Says how the portal looks, and serves its logos. */
export function brandingOperations({ brandings, apiUrl, now }: BrandingPorts): Operations<typeof brandingRoutes> {
  const view = (branding: PortalBranding) => brandingView(branding, apiUrl);

  const read = async (owner: BrandingOwner) => jsonAnswer(200, view(await brandings.getBranding(owner)));

  async function update(owner: BrandingOwner, action: string, { body, ...caller }: Caller & { body: Patch }) {
    const { logo: sent, ...fields } = body;
    const image = sent && readLogo(sent.png);
    const logo = image ? { logo: { id: newLogoId(), width: image.width, height: image.height } } : {};
    const changes = { ...fields, ...(sent === null && { logo: null }), ...logo };
    const resource = { type: "portal-branding", id: owner === "operator" ? "*" : owner.tenantId } as const;
    const after = await compareAndSwap<PortalBranding>(
      {
        read: () => brandings.getBranding(owner),
        change: (before) => changed(before, changes),
        write: (after, before) => {
          const entry = auditEntry(caller, { action, resource, before: view(before), after: view(after) }, now());
          return brandings.putBranding({ owner, before, after, png: image?.png }, entry);
        },
        conflict: () => new Refusal(409, "Another request is changing this branding. Try again."),
      },
      MAX_TRIES,
    );
    return jsonAnswer(200, after ? view(after) : {});
  }

  return {
    readPortalBranding: () => read("operator"),
    updatePortalBranding: (request) => update("operator", "updatePortalBranding", request),
    readTenantPortalBranding: (caller) => read(caller),
    updateTenantPortalBranding: (request) => update(request, "updateTenantPortalBranding", request),

    readPortalLogo: async ({ id }) => {
      const png = LOGO_ID.test(id) ? await brandings.getLogo(id) : undefined;
      if (!png) throw notFound();
      return logoAnswer(png);
    },
  };
}

type Changes = { [Name in keyof PortalLook]: PortalLook[Name] | null };

/** null clears a field. */
function changed({ version, ...before }: PortalBranding, changes: Changes): PortalBranding {
  const given = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  return { ...Object.fromEntries(given), version: version + 1 };
}

/** Throws a 422 `Refusal` that says why a file is no logo. */
function readLogo(base64: string): LogoImage {
  try {
    return logoOf(Buffer.from(base64, "base64"));
  } catch (error) {
    if (!(error instanceof NoLogo)) throw error;
    throw new Refusal(422, "The request has invalid fields.", [{ path: "/logo/png", message: error.message }]);
  }
}

/** An image that only the portal's own page shows. It never changes: another image has another URL. */
const logoAnswer = (png: Buffer): ApiAnswer<200> => ({
  statusCode: 200,
  headers: {
    "content-type": "image/png",
    "cache-control": "public, max-age=86400, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  },
  body: png.toString("base64"),
  isBase64Encoded: true,
});
