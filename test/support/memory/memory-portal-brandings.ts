import { type BrandingOwner, NO_BRANDING, type PortalBrandingStore } from "../../../lib/core/portal/portal-branding.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const placeOfBranding = (owner: BrandingOwner): string =>
  owner === "operator" ? owner : `${owner.tenantId}~${owner.incarnation}`;

export const memoryPortalBrandingStore = (world: MemoryWorld): PortalBrandingStore => {
  const { faults, brandings, logos } = world;
  const branding = (owner: BrandingOwner) => brandings.get(placeOfBranding(owner)) ?? NO_BRANDING;
  return {
    getBranding: async (owner) => faults.call("getBranding", () => branding(owner)),
    putBranding: async ({ owner, before, after, png }, audit) =>
      faults.call("putBranding", () => {
        if (branding(owner).version !== before.version) return false;
        brandings.put(placeOfBranding(owner), after);
        if (png && after.logo) logos.put(after.logo.id, png.toString("base64"));
        if (before.logo && before.logo.id !== after.logo?.id) logos.delete(before.logo.id);
        keepAudit(world, audit);
        return true;
      }),
    getLogo: async (id) =>
      faults.call("getLogo", () => {
        const base64 = logos.get(id);
        return base64 === undefined ? undefined : Buffer.from(base64, "base64");
      }),
  };
};
