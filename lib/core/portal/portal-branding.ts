import { randomBytes } from "node:crypto";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { HexColour } from "./accent.ts";
import type { PortalTheme } from "./portal-session.ts";

/** Whose branding: a tenant's, or the operator's for tenants without their own. */
export type BrandingOwner = TenantRef | "operator";

/** A logo whose image is stored apart, because every session reads the branding. */
export interface PortalLogo {
  /** 32 random hexadecimal digits. A new image has another id. */
  id: string;
  /** In pixels. */
  width: number;
  height: number;
}

/** How the portal looks. What is absent follows from the next one: a tenant's branding, the operator's, our own look. */
export interface PortalLook {
  /** `#rrggbb`. */
  accent?: HexColour | undefined;
  theme?: PortalTheme | undefined;
  logo?: PortalLogo | undefined;
}

export interface PortalBranding extends PortalLook {
  /** Raised by every change. */
  version: number;
}

export const NO_BRANDING: PortalBranding = { version: 0 };

export const newLogoId = (): string => randomBytes(16).toString("hex");

export const LOGO_ID = /^[0-9a-f]{32}$/;

/** The look of a session: what its link says comes first, then its tenant's branding, then the operator's. */
export function lookOf(link: PortalLook, tenants: PortalLook, operators: PortalLook): PortalLook {
  const { accent = tenants.accent ?? operators.accent, theme = tenants.theme ?? operators.theme } = link;
  return { accent, theme, logo: tenants.logo ?? operators.logo };
}

export interface BrandingChange {
  owner: BrandingOwner;
  before: PortalBranding;
  after: PortalBranding;
  /** The image of the logo in `after`, if it is new. */
  png?: Buffer | undefined;
}

/** Stores brandings and the images of their logos. */
export interface PortalBrandingStore {
  /** Resolves with `NO_BRANDING` if nothing was set. */
  getBranding(owner: BrandingOwner): Promise<PortalBranding>;
  /**
   * Replaces a branding whose version is still the one before. The same transaction stores the new image, deletes the one
   * that is no longer used, and writes the audit entry. Resolves with false if another request was faster.
   */
  putBranding(change: BrandingChange, audit?: AuditEntry): Promise<boolean>;
  /** The PNG of a logo. Resolves with undefined if there is no such logo. */
  getLogo(id: string): Promise<Buffer | undefined>;
}
