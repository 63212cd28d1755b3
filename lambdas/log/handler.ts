import type { Logger } from "@aws-lambda-powertools/logger";
import { type DeliveryPorts, deliveryOperations } from "../../lib/api/deliveries/delivery-operations.ts";
import { deliveryRoutes } from "../../lib/api/deliveries/delivery-routes.ts";
import { type EventPorts, eventOperations } from "../../lib/api/events/event-operations.ts";
import { eventRoutes } from "../../lib/api/events/event-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards, tenantGuards } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import { serve } from "../../lib/api/http/serve.ts";
import {
  type RejectedEventPorts,
  rejectedEventOperations,
} from "../../lib/api/rejected-events/rejected-event-operations.ts";
import { rejectedEventRoutes } from "../../lib/api/rejected-events/rejected-event-routes.ts";
import { type ReplayPorts, replayOperations } from "../../lib/api/replays/replay-operations.ts";
import { replayRoutes } from "../../lib/api/replays/replay-routes.ts";
import { type StatisticsPorts, statisticsOperations } from "../../lib/api/statistics/statistics-operations.ts";
import { statisticsRoutes } from "../../lib/api/statistics/statistics-routes.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";

export type LogFunctionPorts = AuthPorts &
  IdempotencyPorts &
  EventPorts &
  DeliveryPorts &
  StatisticsPorts &
  RejectedEventPorts &
  Omit<ReplayPorts, "evaluationOf"> & { logger: Logger; hop: string };

/**
 * Serves the log of a tenant's events and deliveries, the operations that repair deliveries, and the operator's
 * operations on rejected events.
 */
export const logHandler = (ports: LogFunctionPorts) =>
  httpFunction<ServedBy["log"]>(
    {
      guards: { ...tenantGuards(ports), ...operatorGuards(ports) },
      once: onceOnly(ports),
      logger: ports.logger,
      hop: ports.hop,
    },
    serve(eventRoutes, eventOperations(ports)),
    serve(deliveryRoutes, deliveryOperations(ports)),
    serve(statisticsRoutes, statisticsOperations(ports)),
    serve(replayRoutes, replayOperations({ ...ports, evaluationOf: evaluations() })),
    serve(rejectedEventRoutes, rejectedEventOperations(ports)),
  );
