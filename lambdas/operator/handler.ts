import type { Logger } from "@aws-lambda-powertools/logger";
import { type CatalogPorts, catalogOperations } from "../../lib/api/catalog/catalog-operations.ts";
import { type DeadLetterPorts, deadLetterOperations } from "../../lib/api/dead-letters/dead-letter-operations.ts";
import { type DialectPorts, dialectOperations } from "../../lib/api/dialects/dialect-operations.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type OperatorAuthPorts, operatorGuards, type Route } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import type { OperatorRoute } from "../../lib/api/routes.ts";
import { type ApiKeyPorts, apiKeyOperations } from "../../lib/api/tenants/api-key-operations.ts";
import { type TenantPorts, tenantOperations } from "../../lib/api/tenants/tenant-operations.ts";

export interface OperatorPorts
  extends OperatorAuthPorts,
    Omit<TenantPorts, "dialects">,
    ApiKeyPorts,
    DialectPorts,
    CatalogPorts,
    DeadLetterPorts {
  idempotency: IdempotencyPorts["idempotency"];
  logger: Logger;
}

/** What the operator decides: tenants and their keys, dialects, the catalog; and what is done about dead letters. */
export function operatorHandler(ports: OperatorPorts) {
  const { admin, adminOrReads } = operatorGuards(ports);
  const once = onceOnly(ports);
  const tenants = tenantOperations(ports);
  const apiKeys = apiKeyOperations(ports);
  const dialects = dialectOperations(ports);
  const eventTypes = catalogOperations(ports, "event-type");
  const derivedTypes = catalogOperations(ports, "derived-type");
  const deadLetters = deadLetterOperations(ports);

  const routes: Record<OperatorRoute, Route> = {
    "POST /api/v1/tenants": admin(once(tenants.create)),
    "GET /api/v1/tenants": admin(tenants.list),
    "GET /api/v1/tenants/{id}": admin(tenants.read),
    "PATCH /api/v1/tenants/{id}": admin(tenants.update),
    "DELETE /api/v1/tenants/{id}": admin(tenants.remove),
    "POST /api/v1/tenants/{id}/api-keys": admin(once(apiKeys.create)),
    "GET /api/v1/tenants/{id}/api-keys": admin(apiKeys.list),
    "DELETE /api/v1/tenants/{id}/api-keys/{keyId}": admin(apiKeys.revoke),
    "POST /api/v1/dialects": admin(once(dialects.create)),
    "GET /api/v1/dialects": adminOrReads(dialects.list),
    "GET /api/v1/dialects/{id}": adminOrReads(dialects.read),
    "POST /api/v1/event-types": admin(once(eventTypes.create)),
    "GET /api/v1/event-types": adminOrReads(eventTypes.list),
    "GET /api/v1/event-types/{id}": adminOrReads(eventTypes.read),
    "PATCH /api/v1/event-types/{id}": admin(eventTypes.update),
    "DELETE /api/v1/event-types/{id}": admin(eventTypes.remove),
    "POST /api/v1/derived-types": admin(once(derivedTypes.create)),
    "GET /api/v1/derived-types": adminOrReads(derivedTypes.list),
    "GET /api/v1/derived-types/{id}": adminOrReads(derivedTypes.read),
    "PATCH /api/v1/derived-types/{id}": admin(derivedTypes.update),
    "DELETE /api/v1/derived-types/{id}": admin(derivedTypes.remove),
    "GET /api/v1/dead-letters": admin(deadLetters.list),
    "POST /api/v1/dead-letters/redrive": admin(deadLetters.redrive),
  };
  return httpFunction(routes, ports.logger);
}
