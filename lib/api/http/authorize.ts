import type { Admission } from "../../core/admission.ts";
import type { Refusal } from "../../core/errors.ts";
import { ADMIN_KEY_ID } from "../../core/keys/api-keys.ts";
import type { Role } from "../../core/model/api-key.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import { ROLES } from "./endpoint.ts";
import {
  adminKeyNeeded,
  keyNeeded,
  keyOfOtherTenant,
  operatorNeeded,
  otherTenant,
  roleNeeded,
  tenantNeeded,
  unauthorized,
  unknownTenant,
} from "./key-refusals.ts";
import type { PresentedKey, PresentedPortalToken } from "./presented-key.ts";
import { notFound } from "./refusals.ts";

/**
 * The tenant that a request is about. Throws a `Refusal`: 401 if the key doesn't work, 403 if its role doesn't allow
 * the access or if the operator named no tenant, 404 if the operator named an unknown one.
 */
export function authorizeForTenant(
  key: PresentedKey | PresentedPortalToken,
  access: keyof typeof ROLES,
  admission: Admission,
): Tenant {
  if (key.owner === "portal") throw refusedToken(key, admission);
  const role = key.check(admission);
  const { tenant } = admission;
  if (key.owner === "tenant" && !tenant) throw unauthorized();
  requireRole(role, access);
  if (key.owner === "operator" && !key.named) throw tenantNeeded();
  if (key.owner === "tenant" && (key.named ?? key.tenantId) !== key.tenantId) throw otherTenant();
  if (!tenant) throw unknownTenant();
  return tenant;
}

/**
 * The tenant that the path names. Throws a `Refusal`: 401 if the key doesn't work, 403 if its role doesn't allow the
 * access or it is another tenant's, 404 if there is no such tenant.
 */
export function authorizeNamedTenant(
  key: PresentedKey,
  access: "reads" | "changes",
  named: string,
  admission: Admission,
): Tenant {
  const role = key.check(admission);
  const { tenant } = admission;
  if (key.owner === "tenant" && !tenant) throw unauthorized();
  requireRole(role, access);
  if (key.owner === "tenant" && key.tenantId !== named) throw keyOfOtherTenant();
  if (!tenant) throw notFound();
  return tenant;
}

/** Throws a `Refusal`: 401 if the key doesn't work, 403 if it isn't the operator's or its role doesn't allow this. */
export function authorizeOperator(key: PresentedKey, access: "reads" | "changes", admission: Admission): void {
  const role = key.check(admission);
  if (key.owner === "tenant") throw operatorNeeded(ROLES[access]);
  requireRole(role, access);
}

/** Throws a `Refusal`: 401 if the key doesn't work, 403 if it isn't the admin key. */
export function authorizeAdmin(key: PresentedKey, admission: Admission): void {
  key.check(admission);
  if (key.keyId !== ADMIN_KEY_ID) throw adminKeyNeeded();
}

/** Only the holder of a token that works learns that the request needs a key. */
function refusedToken(token: PresentedPortalToken, admission: Admission): Refusal {
  token.check(admission);
  return keyNeeded();
}

function requireRole(role: Role, access: keyof typeof ROLES): void {
  if (!ROLES[access].some((one) => one === role)) throw roleNeeded(ROLES[access], role);
}
