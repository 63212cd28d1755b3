import type { Logger } from "@aws-lambda-powertools/logger";
import type { ServedBy } from "../../lib/api/functions.ts";
import { type HealthPorts, healthOperations } from "../../lib/api/health/health-operations.ts";
import { healthRoutes } from "../../lib/api/health/health-routes.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, tenantGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";

export type HealthFunctionPorts = AuthPorts & HealthPorts & { logger: Logger; hop: string };

/** Serves the health of the endpoints of a tenant's subscriptions. */
export const healthHandler = (ports: HealthFunctionPorts) =>
  httpFunction<ServedBy["health"]>(
    { guards: tenantGuards(ports), logger: ports.logger, hop: ports.hop },
    serve(healthRoutes, healthOperations(ports)),
  );
