import type { Logger } from "@aws-lambda-powertools/logger";
import { httpFunction } from "../../lib/contract/dispatch.ts";
import { type Route, type TenantAuthPorts, tenantGuards } from "../../lib/contract/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/contract/idempotency.ts";
import type { LogRoute } from "../../lib/contract/routes.ts";
import { evaluations } from "../../lib/core/evaluation.ts";
import { type EventPorts, eventOperations } from "./events.ts";
import { type ExplanationPorts, explanationOperation } from "./explanation.ts";
import { type LogPorts, logOperations } from "./log.ts";
import { type RepairPorts, repairOperations } from "./repair.ts";
import { type ReplayPorts, replayOperations } from "./replays.ts";
import { statisticsOperation } from "./statistics.ts";

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
