import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Admission } from "../../core/admission.ts";
import { bearerToken, type ParsedApiKey, parseApiKey, secretMatches } from "../../core/api-keys.ts";
import type { Tenant } from "../../core/model.ts";
import { ROLES } from "./endpoint.ts";
import { forbidden, unauthorized } from "./refusals.ts";

/** Reads the bearer token of a request. Throws a 401 `Refusal` when there is none. */
export function requireToken(request: APIGatewayProxyEventV2): string {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) throw unauthorized();
  return token;
}

/**
 * Reads the tenant's key of a request. `authorize` checks the key once its row is read, and returns the key's tenant.
 * Both throw a 401 `Refusal` for an unknown or wrong key; `authorize` throws 403 for a role without this access.
 */
export function requireTenantKey(
  request: APIGatewayProxyEventV2,
  access: keyof typeof ROLES,
): { key: ParsedApiKey; authorize: (admission: Admission) => Tenant } {
  const key = parseApiKey(requireToken(request));
  if (!key) throw unauthorized();
  return {
    key,
    authorize: ({ apiKey, tenant }) => {
      if (!apiKey || !tenant || !secretMatches(key.secret, apiKey.secretHash)) throw unauthorized();
      if (!ROLES[access].some((role) => role === apiKey.role)) throw forbidden();
      return tenant;
    },
  };
}
