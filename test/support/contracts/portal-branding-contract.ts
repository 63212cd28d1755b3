import { describe, expect, it } from "vitest";
import { NO_BRANDING, newLogoId, type PortalBranding } from "../../../lib/core/portal/portal-branding.ts";
import { refOf } from "../../../lib/core/tenants.ts";
import { tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const PNG = Buffer.from("89504e470d0a1a0a00ff", "hex");

const logo = () => ({ id: newLogoId(), width: 120, height: 32 });

/** The contract of `PortalBrandingStore`. */
export function portalBrandingContract(open: OpenTable): void {
  describe("portal brandings", () => {
    it("are a tenant's or the operator's own, and are replaced by the next version only", async () => {
      const { brandings } = open();
      const [owner, other] = [refOf(tenantOf()), refOf(tenantOf())];
      expect(await brandings.getBranding(owner)).toEqual(NO_BRANDING);
      const first: PortalBranding = { version: 1, accent: "#0a6a5c", theme: "dark" };
      expect(await brandings.putBranding({ owner, before: NO_BRANDING, after: first })).toBe(true);
      expect(await brandings.putBranding({ owner, before: NO_BRANDING, after: first })).toBe(false);
      const second: PortalBranding = { version: 2, theme: "light" };
      expect(await brandings.putBranding({ owner, before: first, after: second })).toBe(true);
      expect(await brandings.putBranding({ owner, before: first, after: second })).toBe(false);
      expect(await brandings.getBranding(owner)).toEqual(second);
      expect(await brandings.getBranding(other)).toEqual(NO_BRANDING);
      expect(await brandings.getBranding({ ...owner, incarnation: "HGFEDCBA" })).toEqual(NO_BRANDING);
      const operators = await brandings.getBranding("operator");
      const next = { version: operators.version + 1, accent: "#ff0000" };
      expect(await brandings.putBranding({ owner: "operator", before: operators, after: next })).toBe(true);
      expect(await brandings.getBranding("operator")).toEqual(next);
      expect(await brandings.getBranding(owner)).toEqual(second);
    });

    it("keep the image of their logo, and no other", async () => {
      const { brandings } = open();
      const owner = refOf(tenantOf());
      const [one, two] = [logo(), logo()];
      const first = { version: 1, logo: one };
      const second = { version: 2, logo: two };
      const another = Buffer.concat([PNG, PNG]);
      await brandings.putBranding({ owner, before: NO_BRANDING, after: first, png: PNG });
      expect(await brandings.getLogo(one.id)).toEqual(PNG);
      await brandings.putBranding({ owner, before: first, after: second, png: another });
      expect([await brandings.getLogo(one.id), await brandings.getLogo(two.id)]).toEqual([undefined, another]);
      const recoloured = { ...second, version: 3, accent: "#0000ff" };
      await brandings.putBranding({ owner, before: second, after: recoloured });
      expect(await brandings.getLogo(two.id)).toEqual(another);
      await brandings.putBranding({ owner, before: recoloured, after: { version: 4 } });
      expect(await brandings.getLogo(two.id)).toBeUndefined();
    });

    it("store nothing of a change that comes too late", async () => {
      const { brandings } = open();
      const owner = refOf(tenantOf());
      const [one, two] = [logo(), logo()];
      const first = { version: 1, logo: one };
      await brandings.putBranding({ owner, before: NO_BRANDING, after: first, png: PNG });
      await brandings.putBranding({ owner, before: NO_BRANDING, after: { version: 1, logo: two }, png: PNG });
      expect([await brandings.getLogo(one.id), await brandings.getLogo(two.id)]).toEqual([PNG, undefined]);
    });
  });
}
