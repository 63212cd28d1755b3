import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Admission, AdmissionReader } from "../../core/admission.ts";
import type { AdminKeyPorts } from "../../core/keys/admin-key.ts";
import { ADMIN_KEY_ID } from "../../core/keys/api-keys.ts";
import type { TenantLimit } from "../../core/rate/tenant-limit.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import { refOf } from "../../core/tenants.ts";
import { authorizeAdmin, authorizeForTenant, authorizeNamedTenant, authorizeOperator } from "./authorize.ts";
import { consoleRequest, requireOwnPage } from "./console-request.ts";
import type { Caller, Endpoint, ROLES } from "./endpoint.ts";
import { portalTokenNeeded, sessionNeeded } from "./key-refusals.ts";
import { portalCaller, requireSubscriptionInScope } from "./portal-caller.ts";
import { keyReader, type PresentedKey } from "./presented-key.ts";
import { notFound } from "./refusals.ts";

/** Identifies the caller of a request. Throws a 401, 403 or 404 `Refusal` if the caller may not make the request. */
export type Guard = (request: APIGatewayProxyEventV2, endpoint: Endpoint) => Promise<Caller>;

export interface AuthPorts extends AdminKeyPorts {
  admission: AdmissionReader;
  /** Limits the requests of each tenant. The default is no limit. */
  limit?: TenantLimit;
}

/** Checks a key whose rows were read. Returns the tenant that the request is about. */
type Check = (key: PresentedKey, admission: Admission, request: APIGatewayProxyEventV2) => CallersTenant;

type CallersTenant = Omit<Caller, "keyId">;

const NO_TENANT: CallersTenant = { tenantId: "", incarnation: "", since: "" };

/** Makes guards. They share what a process keeps of the admin key. */
function guardMaker({ admission, limit, ...ports }: AuthPorts) {
  const presentedKey = keyReader(ports);

  /** @param tenantOf the tenant that the request names otherwise than by its key */
  return (check: Check, tenantOf?: (request: APIGatewayProxyEventV2) => string): Guard =>
    async (request, endpoint) => {
      const key = await presentedKey(request);
      const tenantId = key.owner === "operator" && tenantOf ? tenantOf(request) : key.tenantId;
      const admitted = await admission.admit(tenantId, key.sessionId ?? key.keyId);
      if (key.owner === "portal") {
        const caller = portalCaller(key.check(admitted), admitted, endpoint);
        await limit?.(admitted, 1);
        return caller;
      }
      const tenant = check(key, admitted, request);
      if (tenant !== NO_TENANT) await limit?.(admitted, 1);
      const keyId = tenant === NO_TENANT && key.keyId === ADMIN_KEY_ID ? "" : key.keyId;
      const actor = key.actor?.(admitted);
      return { ...tenant, keyId, ...(actor && { actor }), ...(key.keySince && { keySince: key.keySince }) };
    };
}

const forTenant =
  (access: keyof typeof ROLES): Check =>
  (key, admission) => {
    const tenant = authorizeForTenant(key, access, admission);
    return { ...refOf(tenant), since: tenant.createdAt };
  };

const forOperator =
  (access: "reads" | "changes"): Check =>
  (key, admission) => {
    authorizeOperator(key, access, admission);
    return NO_TENANT;
  };

const forAdmin: Check = (key, admission) => {
  authorizeAdmin(key, admission);
  return NO_TENANT;
};

const forAnyReader: Check = (key, admission, request) =>
  (key.owner === "tenant" ? forTenant("reads") : forOperator("reads"))(key, admission, request);

const pathTenant = ({ pathParameters }: APIGatewayProxyEventV2): string => pathParameters?.id ?? "";

const forNamedTenant =
  (access: "reads" | "changes"): Check =>
  (key, admission, request) => {
    const tenant = authorizeNamedTenant(key, access, pathTenant(request), admission);
    return { ...refOf(tenant), since: tenant.createdAt };
  };

const forPortal: Check = (key, admission) => {
  key.check(admission);
  throw portalTokenNeeded();
};

export interface ScopePorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
}

/** Guards of endpoints about one tenant. */
export function tenantGuards({ subscriptions, ...ports }: AuthPorts & ScopePorts) {
  const guard = guardMaker(ports);
  const inScope = (access: "reads" | "changes"): Guard => {
    const identify = guard(forTenant(access));
    return async (request, endpoint) => {
      const caller = await identify(request, endpoint);
      if (NAMES_SUBSCRIPTION.test(request.routeKey)) {
        await requireSubscriptionInScope(subscriptions, caller, request.pathParameters?.id ?? "");
      }
      return caller;
    };
  };
  return { reads: inScope("reads"), changes: inScope("changes") };
}

const NAMES_SUBSCRIPTION = /\/(subscriptions|webhooks)\/\{id\}/;

/** Guards of the operator's endpoints. Tenants' keys read some of them too. */
export function operatorGuards(ports: AuthPorts) {
  const guard = guardMaker(ports);
  return {
    admin: guard(forAdmin),
    operatorReads: guard(forOperator("reads")),
    operatorChanges: guard(forOperator("changes")),
    adminOrReads: guard(forAnyReader),
  };
}

const forConsole: Check = (key, admission) => {
  key.check(admission);
  if (key.sessionId === undefined) throw sessionNeeded();
  return NO_TENANT;
};

/** Guards of the endpoints that start, show and end sessions of the console. */
export function consoleGuards(ports: AuthPorts) {
  const guard = guardMaker(ports);
  return { console: guard(forConsole), consolePage, operatorReads: guard(forOperator("reads")) };
}

/** The guard of endpoints that only the console's own pages call, without a session. */
const consolePage: Guard = async (request) => {
  if (!consoleRequest(request)) throw notFound();
  requireOwnPage(request);
  return { ...NO_TENANT, keyId: "" };
};

/** Guards of the endpoints that start, show and end sessions of the portal, and that say how it looks. */
export function portalGuards(ports: AuthPorts) {
  const guard = guardMaker(ports);
  return {
    tenantOrOperatorReads: guard(forNamedTenant("reads"), pathTenant),
    tenantOrOperatorChanges: guard(forNamedTenant("changes"), pathTenant),
    operatorReads: guard(forOperator("reads")),
    operatorChanges: guard(forOperator("changes")),
    portal: guard(forPortal),
  };
}

/** The guard of endpoints that need no key. */
export const anyone: Guard = async () => ({ ...NO_TENANT, keyId: "" });
