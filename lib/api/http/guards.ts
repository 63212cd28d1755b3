import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { AdmissionReader } from "../../core/admission.ts";
import type { AdminKeyReader } from "../../core/api-keys.ts";
import { hashSecret, parseApiKey, secretMatches } from "../../core/api-keys.ts";
import type { Role } from "../../core/model.ts";
import type { HttpAnswer } from "./problem-json.ts";
import { bodyText, forbidden, notFound, requireTenantKey, requireToken, unauthorized } from "./requests.ts";
import { parseJson } from "./schema.ts";

/** A request whose caller is known. `tenantId` is empty for the operator. */
export interface ApiRequest {
  tenantId: string;
  /** Names the tenant's key that calls; empty for the operator's. */
  keyId: string;
  /** The `{id}` of the path. */
  id: string;
  /** All parameters of the path. */
  params: Record<string, string | undefined>;
  query: Record<string, string | undefined> | undefined;
  /** Method and path, as they were called. */
  target: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The body, if there is one. Refused with 400 when it is not UTF-8. */
  text(): string | undefined;
  /** The body's JSON value. Refused with 400 when it is none; without a body, `ifEmpty` if that is given. */
  json(ifEmpty?: object): unknown;
}

export type Operation = (request: ApiRequest) => Promise<HttpAnswer>;
export type Route = (request: APIGatewayProxyEventV2) => Promise<HttpAnswer>;

export interface TenantAuthPorts {
  admission: AdmissionReader;
}

/** Makes routes of operations that a tenant's key may call: one that `reads`, or one that `changes` things. */
export function tenantGuards({ admission }: TenantAuthPorts) {
  const tenant =
    (roles: readonly Role[]) =>
    (operation: Operation): Route =>
    async (request) => {
      const { key, authorize } = requireTenantKey(request, roles);
      const { id } = authorize(await admission.admit(key.tenantId, key.keyId, []));
      return operation(apiRequest(request, id, key.keyId));
    };
  return { reads: tenant(["read", "manage"]), changes: tenant(["manage"]) };
}

export interface OperatorAuthPorts extends TenantAuthPorts {
  adminKeys: AdminKeyReader;
}

/** Makes routes of operations that the operator may call, alone or together with its tenants. */
export function operatorGuards({ admission, adminKeys }: OperatorAuthPorts) {
  const { reads } = tenantGuards({ admission });

  /** Only with the operator's admin key. */
  const admin =
    (operation: Operation): Route =>
    async (request) => {
      const token = requireToken(request);
      if (parseApiKey(token)) throw forbidden();
      if (!secretMatches(token, hashSecret(await adminKeys.adminKey()))) throw unauthorized();
      return operation(apiRequest(request, "", ""));
    };

  /** What the operator decides and its tenants may see. */
  const adminOrReads =
    (operation: Operation): Route =>
    (request) =>
      (parseApiKey(requireToken(request)) ? reads : admin)(operation)(request);

  return { admin, adminOrReads };
}

/** What everyone may see, without any key. */
export const anyone =
  (operation: Operation): Route =>
  async (request) =>
    operation(apiRequest(request, "", ""));

const apiRequest = (request: APIGatewayProxyEventV2, tenantId: string, keyId: string): ApiRequest => {
  const params = pathParams(request);
  return {
    tenantId,
    keyId,
    id: params.id ?? "",
    params,
    query: request.queryStringParameters,
    target: `${request.requestContext.http.method} ${request.rawPath}`,
    header: (name) => request.headers[name],
    text: () => bodyText(request),
    json: (ifEmpty) => {
      const text = bodyText(request);
      return ifEmpty && !text ? ifEmpty : parseJson(text);
    },
  };
};

function pathParams({ pathParameters }: APIGatewayProxyEventV2): Record<string, string | undefined> {
  const params = pathParameters ?? {};
  // Ids, names and numbers are plain; whatever else stands there names nothing.
  const plain = Object.values(params).every((text) => text === undefined || PLAIN.test(text));
  if (!plain) throw notFound();
  return params;
}

const PLAIN = /^[A-Za-z0-9_.-]{1,200}$/;
