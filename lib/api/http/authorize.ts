import type { Admission } from "../../core/admission.ts";
import { ADMIN_KEY_ID } from "../../core/keys/api-keys.ts";
import type { Role, Tenant } from "../../core/model.ts";
import { ROLES } from "./endpoint.ts";
import {
  adminKeyNeeded,
  operatorNeeded,
  otherTenant,
  roleNeeded,
  tenantNeeded,
  unauthorized,
  unknownTenant,
} from "./key-refusals.ts";
import type { PresentedKey } from "./presented-key.ts";

/**
 * The tenant that a request is about. Throws a `Refusal`: 401 if the key doesn't work, 403 if its role doesn't allow
 * the access or if the operator named no tenant, 404 if the operator named an unknown one.
 */
export function authorizeForTenant(key: PresentedKey, access: keyof typeof ROLES, admission: Admission): Tenant {
  const role = key.check(admission);
  const { tenant } = admission;
  if (key.owner === "tenant" && !tenant) throw unauthorized();
  requireRole(role, access);
  if (key.owner === "operator" && !key.named) throw tenantNeeded();
  if (key.owner === "tenant" && (key.named ?? key.tenantId) !== key.tenantId) throw otherTenant();
  if (!tenant) throw unknownTenant();
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

function requireRole(role: Role, access: keyof typeof ROLES): void {
  if (!ROLES[access].some((one) => one === role)) throw roleNeeded(ROLES[access], role);
}
