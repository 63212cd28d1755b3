import type { APIGatewayProxyEventV2 } from "aws-lambda";
import {
  bodyText,
  forbidden,
  notFound,
  requireTenantKey,
  requireToken,
  unauthorized,
} from "../../lib/contract/http.ts";
import type { HttpAnswer } from "../../lib/contract/problem-json.ts";
import { parseJson } from "../../lib/contract/schema.ts";
import { hashSecret, parseApiKey, secretMatches } from "../../lib/core/api-keys.ts";
import type { Role } from "../../lib/core/model.ts";
import type { AdminKeyReader, AdmissionReader } from "../../lib/core/ports.ts";

/** A request whose caller is known. `tenantId` is empty for the operator. */
export interface ApiRequest {
  tenantId: string;
  /** Names the tenant's key that calls; empty for the operator's. */
  keyId: string;
  /** The `{id}` of the path. */
  id: string;
  query: Record<string, string | undefined> | undefined;
  /** The body's JSON value. Refused with 400 when it is none; without a body, `ifEmpty` if that is given. */
  json(ifEmpty?: object): unknown;
}

export type Operation = (request: ApiRequest) => Promise<HttpAnswer>;
export type Route = (request: APIGatewayProxyEventV2) => Promise<HttpAnswer>;

export interface AuthPorts {
  admission: AdmissionReader;
  adminKeys: AdminKeyReader;
}

/** Makes routes of operations by saying who may call them. */
export function guards({ admission, adminKeys }: AuthPorts) {
  /** Only with the operator's admin key. */
  const admin =
    (operation: Operation): Route =>
    async (request) => {
      const token = requireToken(request);
      if (parseApiKey(token)) throw forbidden();
      if (!secretMatches(token, hashSecret(await adminKeys.adminKey()))) throw unauthorized();
      return operation(apiRequest(request, "", ""));
    };

  const tenant =
    (roles: readonly Role[]) =>
    (operation: Operation): Route =>
    async (request) => {
      const { key, authorize } = requireTenantKey(request, roles);
      const { id } = authorize(await admission.admit(key.tenantId, key.keyId, []));
      return operation(apiRequest(request, id, key.keyId));
    };

  const reads = tenant(["read", "manage"]);

  /** What the operator decides and its tenants may see. */
  const adminOrReads =
    (operation: Operation): Route =>
    (request) =>
      (parseApiKey(requireToken(request)) ? reads : admin)(operation)(request);

  return { admin, adminOrReads, reads, changes: tenant(["manage"]) };
}

const apiRequest = (request: APIGatewayProxyEventV2, tenantId: string, keyId: string): ApiRequest => ({
  tenantId,
  keyId,
  id: pathId(request),
  query: request.queryStringParameters,
  json: (ifEmpty) => {
    const text = bodyText(request);
    return ifEmpty && !text ? ifEmpty : parseJson(text);
  },
});

function pathId({ pathParameters }: APIGatewayProxyEventV2): string {
  const id = pathParameters?.id ?? "";
  // Ids and names are plain; whatever else stands there names nothing.
  if (id !== "" && !/^[A-Za-z0-9_.-]{1,200}$/.test(id)) throw notFound();
  return id;
}
