import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { AdmissionReader } from "../../core/admission.ts";
import type { AdminKeyReader } from "../../core/api-keys.ts";
import { hashSecret, parseApiKey, secretMatches } from "../../core/api-keys.ts";
import type { Caller, ROLES } from "./endpoint.ts";
import { requireTenantKey, requireToken } from "./keys.ts";
import { forbidden, unauthorized } from "./refusals.ts";

/** Identifies the caller of a request. Throws a 401 or 403 `Refusal` if the caller may not make the request. */
export type Guard = (request: APIGatewayProxyEventV2) => Promise<Caller>;

export interface TenantAuthPorts {
  admission: AdmissionReader;
}

/** Guards of endpoints that take a tenant's key. */
export function tenantGuards({ admission }: TenantAuthPorts) {
  const tenant =
    (access: keyof typeof ROLES): Guard =>
    async (request) => {
      const { key, authorize } = requireTenantKey(request, access);
      const { id } = authorize(await admission.admit(key.tenantId, key.keyId, []));
      return { tenantId: id, keyId: key.keyId };
    };
  return { reads: tenant("reads"), changes: tenant("changes") };
}

export interface OperatorAuthPorts extends TenantAuthPorts {
  adminKeys: AdminKeyReader;
}

/** Guards of endpoints that take the operator's admin key, alone or beside tenants' keys. */
export function operatorGuards({ admission, adminKeys }: OperatorAuthPorts) {
  const { reads } = tenantGuards({ admission });

  const admin: Guard = async (request) => {
    const token = requireToken(request);
    if (parseApiKey(token)) throw forbidden();
    if (!secretMatches(token, hashSecret(await adminKeys.adminKey()))) throw unauthorized();
    return { tenantId: "", keyId: "" };
  };

  const adminOrReads: Guard = async (request) => (parseApiKey(requireToken(request)) ? reads : admin)(request);

  return { admin, adminOrReads };
}

/** The guard of endpoints that need no key. */
export const anyone: Guard = async () => ({ tenantId: "", keyId: "" });
