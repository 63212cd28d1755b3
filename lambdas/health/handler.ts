import type { Logger } from "@aws-lambda-powertools/logger";
import { type DialectTestPorts, dialectTestOperations } from "../../lib/api/dialects/dialect-test-operations.ts";
import { dialectTestRoutes } from "../../lib/api/dialects/dialect-test-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { type HealthPorts, healthOperations } from "../../lib/api/health/health-operations.ts";
import { healthRoutes } from "../../lib/api/health/health-routes.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards, tenantGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type TimeSeriesPorts, timeSeriesOperations } from "../../lib/api/time-series/time-series-operations.ts";
import { timeSeriesRoutes } from "../../lib/api/time-series/time-series-routes.ts";

export type HealthFunctionPorts = AuthPorts &
  HealthPorts &
  TimeSeriesPorts &
  DialectTestPorts & { logger: Logger; hop: string };

/**
 * Serves the health of the endpoints of a tenant's subscriptions, time series, and the overview. Serves tests of
 * dialects too: they need none of the secrets that `signing` can read.
 */
export const healthHandler = (ports: HealthFunctionPorts) =>
  httpFunction<ServedBy["health"]>(
    { guards: { ...tenantGuards(ports), ...operatorGuards(ports) }, logger: ports.logger, hop: ports.hop },
    serve(healthRoutes, healthOperations(ports)),
    serve(timeSeriesRoutes, timeSeriesOperations(ports)),
    serve(dialectTestRoutes, dialectTestOperations(ports)),
  );
