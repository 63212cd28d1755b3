import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Admission } from "../../core/admission.ts";
import { bearerToken, type ParsedApiKey, parseApiKey, secretMatches } from "../../core/api-keys.ts";
import { Refusal } from "../../core/errors.ts";
import type { Role, Tenant } from "../../core/model.ts";

/** The request's body as text. Refused with 400 when it is not UTF-8. */
export function bodyText(request: APIGatewayProxyEventV2): string | undefined {
  if (!request.isBase64Encoded) return request.body;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(request.body ?? "", "base64"));
  } catch {
    throw new Refusal(400, "The body is not UTF-8 text.", [{ path: "", message: "must be a JSON text in UTF-8" }]);
  }
}

/** The bearer token of a request. Refused with 401 when there is none. */
export function requireToken(request: APIGatewayProxyEventV2): string {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) throw unauthorized();
  return token;
}

/**
 * The tenant's key that a request brings, and the check to make with what was read of it: 401 for an unknown
 * or wrong key, 403 for one whose role is not among `roles`; else the tenant that it acts for.
 */
export function requireTenantKey(
  request: APIGatewayProxyEventV2,
  roles: readonly Role[],
): { key: ParsedApiKey; authorize: (admission: Admission) => Tenant } {
  const key = parseApiKey(requireToken(request));
  if (!key) throw unauthorized();
  return {
    key,
    authorize: ({ apiKey, tenant }) => {
      if (!apiKey || !tenant || !secretMatches(key.secret, apiKey.secretHash)) throw unauthorized();
      if (!roles.includes(apiKey.role)) throw forbidden();
      return tenant;
    },
  };
}

export const unauthorized = (): Refusal => new Refusal(401, "No valid key: send `Authorization: Bearer <key>`.");
export const forbidden = (): Refusal => new Refusal(403, "This key's role does not allow that.");
export const conflict = (message: string): Refusal => new Refusal(409, message);
export const notFound = (): Refusal => new Refusal(404, "There is no such thing here.");
