import type { Logger } from "@aws-lambda-powertools/logger";
import { type AlertPorts, alertOperations } from "../../lib/api/alerts/alert-operations.ts";
import { alertRoutes } from "../../lib/api/alerts/alert-routes.ts";
import { type AuditPorts, auditOperations } from "../../lib/api/audit/audit-operations.ts";
import { auditRoutes } from "../../lib/api/audit/audit-routes.ts";
import {
  type CatalogPorts,
  derivedTypeOperations,
  eventTypeOperations,
} from "../../lib/api/catalog/catalog-operations.ts";
import { derivedTypeRoutes, eventTypeRoutes } from "../../lib/api/catalog/catalog-routes.ts";
import { type DeadLetterPorts, deadLetterOperations } from "../../lib/api/dead-letters/dead-letter-operations.ts";
import { deadLetterRoutes } from "../../lib/api/dead-letters/dead-letter-routes.ts";
import { type DialectPorts, dialectOperations } from "../../lib/api/dialects/dialect-operations.ts";
import { dialectRoutes } from "../../lib/api/dialects/dialect-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type OperatorKeyPorts, operatorKeyOperations } from "../../lib/api/operator-keys/operator-key-operations.ts";
import { operatorKeyRoutes } from "../../lib/api/operator-keys/operator-key-routes.ts";
import { type SettingsPorts, settingsOperations } from "../../lib/api/settings/settings-operations.ts";
import { settingsRoutes } from "../../lib/api/settings/settings-routes.ts";
import { type ApiKeyPorts, apiKeyOperations } from "../../lib/api/tenants/api-key-operations.ts";
import { type TenantPorts, tenantOperations } from "../../lib/api/tenants/tenant-operations.ts";
import { apiKeyRoutes, tenantRoutes } from "../../lib/api/tenants/tenant-routes.ts";

export type OperatorPorts = AuthPorts &
  IdempotencyPorts &
  TenantPorts &
  ApiKeyPorts &
  OperatorKeyPorts &
  DialectPorts &
  CatalogPorts &
  DeadLetterPorts &
  AlertPorts &
  AuditPorts &
  SettingsPorts & { logger: Logger; hop: string };

/** Serves the operator's endpoints: tenants, their keys and its own, dialects, the catalog, dead letters, alerts, the audit log and the settings. */
export const operatorHandler = (ports: OperatorPorts) =>
  httpFunction<ServedBy["operator"]>(
    { guards: operatorGuards(ports), once: onceOnly(ports), logger: ports.logger, hop: ports.hop },
    serve(tenantRoutes, tenantOperations(ports)),
    serve(apiKeyRoutes, apiKeyOperations(ports)),
    serve(operatorKeyRoutes, operatorKeyOperations(ports)),
    serve(dialectRoutes, dialectOperations(ports)),
    serve(eventTypeRoutes, eventTypeOperations(ports)),
    serve(derivedTypeRoutes, derivedTypeOperations(ports)),
    serve(deadLetterRoutes, deadLetterOperations(ports)),
    serve(alertRoutes, alertOperations(ports)),
    serve(auditRoutes, auditOperations(ports)),
    serve(settingsRoutes, settingsOperations(ports)),
  );
