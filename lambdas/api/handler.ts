import type { Logger } from "@aws-lambda-powertools/logger";
import { httpFunction } from "../../lib/contract/dispatch.ts";
import { type OperatorAuthPorts, operatorGuards, type Route, tenantGuards } from "../../lib/contract/guards.ts";
import type { ApiRoute } from "../../lib/contract/routes.ts";
import { type CatalogPorts, catalogOperations } from "./catalog.ts";
import { type DialectPorts, dialectOperations } from "./dialects.ts";
import { publicKeyOperation } from "./public-key.ts";
import { type SecretPorts, secretOperations } from "./secrets.ts";
import { type SubscriptionPorts, subscriptionOperations } from "./subscriptions.ts";
import { type TenantPorts, tenantOperations } from "./tenants.ts";
import { type TestSendPorts, testSendOperation } from "./test-send.ts";

export interface ApiPorts extends OperatorAuthPorts, TenantPorts, SubscriptionPorts, SecretPorts, TestSendPorts {
  subscriptions: SubscriptionPorts["subscriptions"];
  secrets: SubscriptionPorts["secrets"];
  rules: SubscriptionPorts["rules"];
  catalog: CatalogPorts["catalog"];
  tenants: TenantPorts["tenants"];
  dialects: DialectPorts["dialects"];
  logger: Logger;
}

/** What is set up: tenants, subscriptions and their secrets, dialects, the catalog; and test sends. */
export function apiHandler(ports: ApiPorts) {
  const { reads, changes } = tenantGuards(ports);
  const { admin, adminOrReads } = operatorGuards(ports);
  const tenants = tenantOperations(ports);
  const subscriptions = subscriptionOperations(ports);
  const dialects = dialectOperations(ports);
  const secrets = secretOperations(ports);
  const eventTypes = catalogOperations(ports, "event-type");
  const derivedTypes = catalogOperations(ports, "derived-type");

  const routes: Record<ApiRoute, Route> = {
    "POST /api/v1/tenants": admin(tenants.create),
    "POST /api/v1/tenants/{id}/api-keys": admin(tenants.createApiKey),
    "POST /api/v1/dialects": admin(dialects.create),
    "GET /api/v1/dialects": adminOrReads(dialects.list),
    "GET /api/v1/dialects/{id}": adminOrReads(dialects.read),
    "GET /api/v1/subscriptions/{id}/public-key": reads(publicKeyOperation(ports)),
    "POST /api/v1/subscriptions": changes(subscriptions.create),
    "POST /api/v1/webhooks": changes(subscriptions.create),
    "GET /api/v1/subscriptions": reads(subscriptions.list),
    "GET /api/v1/subscriptions/{id}": reads(subscriptions.read),
    "PATCH /api/v1/subscriptions/{id}": changes(subscriptions.update),
    "DELETE /api/v1/subscriptions/{id}": changes(subscriptions.remove),
    "POST /api/v1/subscriptions/{id}/rotate-secret": changes(secrets.rotate),
    "GET /api/v1/subscriptions/{id}/secret": changes(secrets.show),
    "POST /api/v1/subscriptions/{id}/test": changes(testSendOperation(ports)),
    "POST /api/v1/event-types": admin(eventTypes.create),
    "GET /api/v1/event-types": adminOrReads(eventTypes.list),
    "GET /api/v1/event-types/{id}": adminOrReads(eventTypes.read),
    "PATCH /api/v1/event-types/{id}": admin(eventTypes.update),
    "DELETE /api/v1/event-types/{id}": admin(eventTypes.remove),
    "POST /api/v1/derived-types": admin(derivedTypes.create),
    "GET /api/v1/derived-types": adminOrReads(derivedTypes.list),
    "GET /api/v1/derived-types/{id}": adminOrReads(derivedTypes.read),
    "PATCH /api/v1/derived-types/{id}": admin(derivedTypes.update),
    "DELETE /api/v1/derived-types/{id}": admin(derivedTypes.remove),
  };
  return httpFunction(routes, ports.logger);
}
