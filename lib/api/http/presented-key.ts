import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Admission } from "../../core/admission.ts";
import type { Clock } from "../../core/clock.ts";
import { type AdminKeyPorts, type AdminKeyVersion, adminKeyFinder } from "../../core/keys/admin-key.ts";
import { ADMIN_KEY_ID, bearerToken, parseApiKey, parseOperatorKey, secretMatches } from "../../core/keys/api-keys.ts";
import type { Role } from "../../core/model.ts";
import { TENANT_ID } from "../../core/tenants.ts";
import { unauthorized } from "./key-refusals.ts";

/** Names the tenant that the operator acts for. */
const TENANT_HEADER = "posthorn-tenant";

/** The key of a request, before its row was read. */
export interface PresentedKey {
  owner: "tenant" | "operator";
  keyId: string;
  /** The whole key, as it was sent. */
  token: string;
  /** The tenant of the key, or the one that the operator named. Empty for none, and for what can't be a tenant's id. */
  tenantId: string;
  /** The tenant that the header names. */
  named: string | undefined;
  /** Checks the key once its row is read. Returns its role. Throws a 401 `Refusal` if the key doesn't work. */
  check(admission: Admission): Role;
}

export type KeyReader = (request: APIGatewayProxyEventV2) => Promise<PresentedKey>;

/** Reads the key of a request. Throws a 401 `Refusal` when there is none, or when it can't be valid. */
export function keyReader({ adminKeys, now }: AdminKeyPorts): KeyReader {
  const adminKeyIn = adminKeyFinder({ adminKeys, now });

  return async function presentedKey({ headers }) {
    const token = bearerToken(headers.authorization);
    if (token === undefined) throw unauthorized();
    const named = headers[TENANT_HEADER];
    const own = parseApiKey(token);
    if (own) {
      const { keyId, tenantId, secret } = own;
      return { owner: "tenant", keyId, token, tenantId, named, check: valid(secret, now) };
    }
    const tenantId = named !== undefined && TENANT_ID.test(named) ? named : "";
    const operators = parseOperatorKey(token);
    if (operators) {
      const { keyId, secret } = operators;
      return { owner: "operator", keyId, token, tenantId, named, check: valid(secret, now) };
    }
    const version = await adminKeyIn(token);
    if (!version) throw unauthorized();
    return { owner: "operator", keyId: ADMIN_KEY_ID, token, tenantId, named, check: notEnded(version) };
  };
}

const valid =
  (secret: string, now: Clock) =>
  ({ apiKey }: Admission): Role => {
    if (!apiKey || !secretMatches(secret, apiKey.secretHash)) throw unauthorized();
    if (apiKey.validUntil !== undefined && Date.parse(apiKey.validUntil) <= now()) throw unauthorized();
    return apiKey.role;
  };

/** An ended key is refused at once, although this process may still take it for the current one. */
const notEnded =
  ({ createdAt }: AdminKeyVersion) =>
  ({ adminKeysSince = "" }: Admission): Role => {
    if (createdAt < adminKeysSince) throw unauthorized();
    return "manage";
  };
