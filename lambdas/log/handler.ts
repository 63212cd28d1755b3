import type { Logger } from "@aws-lambda-powertools/logger";
import { httpFunction } from "../../lib/contract/dispatch.ts";
import { type Route, type TenantAuthPorts, tenantGuards } from "../../lib/contract/guards.ts";
import type { LogRoute } from "../../lib/contract/routes.ts";
import { type ExplanationPorts, explanationOperation } from "./explanation.ts";
import { type LogPorts, logOperations } from "./log.ts";

export interface LogFunctionPorts extends TenantAuthPorts, LogPorts {
  subscriptions: LogPorts["subscriptions"] & ExplanationPorts["subscriptions"];
  catalog: ExplanationPorts["catalog"];
  logger: Logger;
}

/** What happened to events. */
export function logHandler(ports: LogFunctionPorts) {
  const { reads } = tenantGuards(ports);
  const log = logOperations(ports);

  const routes: Record<LogRoute, Route> = {
    "GET /api/v1/subscriptions/{id}/deliveries": reads(log.listSubscriptionDeliveries),
    "GET /api/v1/events/{id}": reads(log.readEvent),
    "GET /api/v1/events/{id}/deliveries": reads(log.listEventDeliveries),
    "GET /api/v1/events/{id}/explanation": reads(explanationOperation(ports)),
    "GET /api/v1/deliveries/{id}": reads(log.readDelivery),
  };
  return httpFunction(routes, ports.logger);
}
