import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { ApiAnswer } from "../../lib/api/http/answers.ts";
import type { AuthPorts } from "../../lib/api/http/guards.ts";
import { problemJson } from "../../lib/api/http/problem-json.ts";
import { REJECTED_EVENTS } from "../../lib/contract/metrics.ts";
import type { Random } from "../../lib/core/clock.ts";
import type { DeliveryQueue, MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import type { EventWriter } from "../../lib/core/events.ts";
import type { FanOutQueue } from "../../lib/core/fan-out/fan-out-queue.ts";
import type { RejectedEventLog } from "../../lib/core/log/rejected-events.ts";
import type { CandidateLister } from "../../lib/core/matching/candidates.ts";
import type { CatalogReader } from "../../lib/core/matching/catalog-store.ts";
import type { OrderedQueue } from "../../lib/core/ordered/ordered-queue.ts";
import { type AcceptPorts, acceptEvents } from "./accept.ts";
import { cachedCatalog } from "./cached-catalog.ts";
import { cachedSubscriptions } from "./cached-subscriptions.ts";
import type { ClaimPorts } from "./claimed-events.ts";
import { type BusObserver, ingestFromBus } from "./from-bus.ts";
import { ingestFromHttp } from "./from-http.ts";
import { intakeMessage } from "./intake-message.ts";

export interface IngestPorts extends AuthPorts, ClaimPorts {
  candidates: CandidateLister;
  catalog: CatalogReader;
  queue: DeliveryQueue;
  ordered: OrderedQueue;
  pages: FanOutQueue;
  editor: DeliveryEditor;
  log: AcceptPorts["log"];
  events: EventWriter;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
  rejected: RejectedEventLog;
  /** Of the messages of the intake queue. */
  visibility: MessageVisibility;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** See `AcceptPorts`. */
  strictCatalog?: boolean;
  evaluationOf?: AcceptPorts["evaluationOf"];
  direct?: AcceptPorts["direct"];
}

/** The function: API Gateway invokes it with requests, and Lambda's pollers with batches of the intake queue. */
export interface Ingest {
  (request: APIGatewayProxyEventV2, context: Context): Promise<ApiAnswer>;
  (batch: SQSEvent, context: Context): Promise<SQSBatchResponse>;
}

/** Accepts events from the HTTP API and from the bus. */
export function ingestHandler(ports: IngestPorts): Ingest {
  const { candidates, catalog, logger, metrics } = ports;
  const subscriptionsOf = cachedSubscriptions(candidates);
  const accept = acceptEvents({ ...ports, subscriptionsOf, catalogAt: cachedCatalog(catalog) });
  const fromHttp = middy(ingestFromHttp({ ...ports, accept })).use(problemJson(logger));

  const fromBus = ingestFromBus({ ...ports, accept, observe: observer(logger, metrics) });

  async function fromQueue({ Records }: SQSEvent, { functionName }: Context): Promise<SQSBatchResponse> {
    const kept = await fromBus(Records.map(intakeMessage));
    if (metrics.hasStoredMetrics()) {
      metrics.addDimension(REJECTED_EVENTS.functionDimension, functionName);
      metrics.publishStoredMetrics();
    }
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  }

  const take = (event: APIGatewayProxyEventV2 | SQSEvent, context: Context): Promise<ApiAnswer | SQSBatchResponse> =>
    "Records" in event ? fromQueue(event, context) : fromHttp(event, context);
  return middy(take).use(injectLambdaContext(logger)) as Ingest;
}

const observer = (logger: Logger, metrics: Metrics): BusObserver => ({
  fault: ({ messageId }, error) => logger.error("event from the bus put off", { messageId, error: error as Error }),
  rejected: ({ body: _body, ...rejection }) => {
    metrics.addMetric(REJECTED_EVENTS.name, MetricUnit.Count, 1);
    // The producer gets no answer, so the log says why.
    logger.error("event rejected", rejection);
  },
});
