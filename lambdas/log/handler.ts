import type { Logger } from "@aws-lambda-powertools/logger";
import { type LogPorts, logOperations } from "../../lib/api/deliveries/delivery-operations.ts";
import { type RepairPorts, repairOperations } from "../../lib/api/deliveries/repair-operations.ts";
import { type EventPorts, eventOperations } from "../../lib/api/events/event-operations.ts";
import { type ExplanationPorts, explanationOperation } from "../../lib/api/events/explanation-operation.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type Route, type TenantAuthPorts, tenantGuards } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import { type ReplayPorts, replayOperations } from "../../lib/api/replays/replay-operations.ts";
import type { LogRoute } from "../../lib/api/routes.ts";
import { statisticsOperation } from "../../lib/api/statistics/statistics-operation.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";

export interface LogFunctionPorts
  extends TenantAuthPorts,
    LogPorts,
    EventPorts,
    RepairPorts,
    Omit<ReplayPorts, "evaluationOf"> {
  log: LogPorts["log"];
  subscriptions: LogPorts["subscriptions"] & ExplanationPorts["subscriptions"];
  catalog: ExplanationPorts["catalog"];
  idempotency: IdempotencyPorts["idempotency"];
  logger: Logger;
}

/** What happened to events. */
export function logHandler(ports: LogFunctionPorts) {
  const { reads, changes } = tenantGuards(ports);
  const log = logOperations(ports);
  const events = eventOperations(ports);
  const repair = repairOperations(ports);
  const replays = replayOperations({ ...ports, evaluationOf: evaluations() });
  const once = onceOnly(ports);

  const routes: Record<LogRoute, Route> = {
    "GET /api/v1/subscriptions/{id}/deliveries": reads(log.listSubscriptionDeliveries),
    "GET /api/v1/events": reads(events.listEvents),
    "GET /api/v1/events/{id}": reads(events.readEvent),
    "GET /api/v1/events/{id}/deliveries": reads(events.listEventDeliveries),
    "GET /api/v1/events/{id}/explanation": reads(explanationOperation(ports)),
    "DELETE /api/v1/events/{id}/content": changes(events.eraseEventContent),
    "GET /api/v1/subscriptions/{id}/statistics": reads(statisticsOperation(ports)),
    "GET /api/v1/deliveries/{id}": reads(log.readDelivery),
    "POST /api/v1/deliveries/{id}/retry": changes(repair.retry),
    "POST /api/v1/deliveries/{id}/cancel": changes(repair.cancel),
    "POST /api/v1/replays": changes(once(replays.create)),
    "GET /api/v1/replays": reads(replays.list),
    "GET /api/v1/replays/{id}": reads(replays.read),
    "POST /api/v1/replays/{id}/pause": changes(replays.pause),
    "POST /api/v1/replays/{id}/resume": changes(replays.resume),
    "POST /api/v1/replays/{id}/cancel": changes(replays.cancel),
  };
  return httpFunction(routes, ports.logger);
}
