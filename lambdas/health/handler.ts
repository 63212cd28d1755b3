import type { Logger } from "@aws-lambda-powertools/logger";
import { type DialectTestPorts, dialectTestOperations } from "../../lib/api/dialects/dialect-test-operations.ts";
import { dialectTestRoutes } from "../../lib/api/dialects/dialect-test-routes.ts";
import { type FindPorts, findOperations } from "../../lib/api/find/find-operations.ts";
import { findRoutes } from "../../lib/api/find/find-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { type HealthPorts, healthOperations } from "../../lib/api/health/health-operations.ts";
import { healthRoutes } from "../../lib/api/health/health-routes.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards, tenantGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type AllReplaysPorts, allReplaysOperations } from "../../lib/api/replays/all-replays-operations.ts";
import { allReplaysRoutes } from "../../lib/api/replays/all-replays-routes.ts";
import { type TimeSeriesPorts, timeSeriesOperations } from "../../lib/api/time-series/time-series-operations.ts";
import { timeSeriesRoutes } from "../../lib/api/time-series/time-series-routes.ts";

export type HealthFunctionPorts = AuthPorts &
  HealthPorts &
  TimeSeriesPorts &
  DialectTestPorts &
  AllReplaysPorts &
  FindPorts & { logger: Logger; hop: string };

/**
 * Serves the health of the endpoints of a tenant's subscriptions, time series, and the operator's views of all tenants:
 * the overview, replays, and the search by id or name. Serves tests of dialects too: they need none of the secrets that `signing`
 * can read.
 */
export const healthHandler = (ports: HealthFunctionPorts) =>
  httpFunction<ServedBy["health"]>(
    { guards: { ...tenantGuards(ports), ...operatorGuards(ports) }, logger: ports.logger, hop: ports.hop },
    serve(healthRoutes, healthOperations(ports)),
    serve(timeSeriesRoutes, timeSeriesOperations(ports)),
    serve(dialectTestRoutes, dialectTestOperations(ports)),
    serve(findRoutes, findOperations(ports)),
    serve(allReplaysRoutes, allReplaysOperations(ports)),
  );
