import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { NETWORK_DOWN } from "../../lib/contract/metrics.ts";
import { decodeTask } from "../../lib/core/delivery/task.ts";
import { sendingToLanes } from "../../lib/core/ordered/to-lanes.ts";
import { type DeliverObserver, type DeliverPorts, deliverBatch } from "./deliver-batch.ts";
import { deliverInOrder, type InOrderPorts } from "./in-order.ts";
import { receivedLaneMessage } from "./received-lane-message.ts";
import type { ReceivedTask } from "./received-task.ts";

type LanePorts = DeliverPorts & InOrderPorts;

export interface DeliverHandlerPorts extends Omit<LanePorts, "observe" | "toItsLane"> {
  logger: Logger;
  metrics: Metrics;
}

/**
 * Delivers a batch of a lane. Always answers with the list of messages to keep, even if it is empty:
 * without a list, Lambda assumes that all messages succeeded
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export function deliverHandler({ logger, metrics, ...ports }: DeliverHandlerPorts) {
  let unreached = 0;
  const networkDown = () => void unreached++;
  const toLanes = sendingToLanes(ports.ordered);
  const observe = { ...observer(logger, metrics), networkDown };
  const deliver = delivering({ ...ports, toItsLane: (task, subscription) => toLanes([task], subscription), observe });

  const handle = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const kept = await deliver(event.Records, () => context.getRemainingTimeInMillis());
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    if (unreached > 0) publishUnreached(context);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  function publishUnreached({ functionName }: Context): void {
    metrics.addDimension(NETWORK_DOWN.functionDimension, functionName);
    metrics.addMetric(NETWORK_DOWN.name, MetricUnit.Count, unreached);
    metrics.publishStoredMetrics();
    unreached = 0;
  }

  return middy(handle).use(injectLambdaContext(logger));
}

/** Resolves with the ids of the messages to keep. */
function delivering(ports: LanePorts): (records: SQSRecord[], remainingMs: () => number) => Promise<string[]> {
  if (ports.lane === "ordered") {
    const inOrder = deliverInOrder(ports);
    return (records, remainingMs) => inOrder(records.map(receivedLaneMessage), remainingMs);
  }
  const deliver = deliverBatch(ports);
  return (records, remainingMs) => deliver(records.map(receivedTask), remainingMs);
}

const receivedTask = (record: SQSRecord): ReceivedTask => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  receives: Number(record.attributes.ApproximateReceiveCount),
  task: decodeTask(record.body),
});

function observer(logger: Logger, metrics: Metrics): Omit<DeliverObserver, "networkDown"> {
  return {
    fault: (error, task) => {
      metrics.addMetric("PipelineFault", MetricUnit.Count, 1);
      logger.error("delivery put off", { deliveryId: task?.deliveryId, error: error as Error });
    },
    unnoted: (error, { subscriptionId }) =>
      logger.warn("endpoint's health not written", { subscriptionId, error: error as Error }),
    outcome: ({ delivery, attempt }) => {
      metrics.addMetric(METRIC[delivery.state], MetricUnit.Count, 1);
      const { id, type, state, subscriptionId, failure } = delivery;
      const facts = { deliveryId: id, type, subscriptionId, state, failure, attempt: attempt?.number };
      // A line for each attempt would cost more than its POST, and the delivery's row says the same.
      logger.debug(state === "delivered" ? "delivered" : "not delivered", facts);
    },
  };
}

const METRIC = {
  pending: "Pending",
  delivered: "Delivered",
  retrying: "Retrying",
  held: "Held",
  exhausted: "Exhausted",
  skipped: "Skipped",
  cancelled: "Cancelled",
} as const;
