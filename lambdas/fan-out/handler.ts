import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Random } from "../../lib/core/clock.ts";
import type { MessageVisibility } from "../../lib/core/delivery/delivery-queue.ts";
import { waitAfterFault } from "../../lib/core/delivery/retry.ts";
import { type DecideObserver, type DecidePorts, decidePage } from "../../lib/core/fan-out/decide-page.ts";
import { deliverPage } from "../../lib/core/fan-out/deliver-page.ts";
import { decodePage } from "../../lib/core/fan-out/page.ts";

export interface FanOutHandlerPorts extends Omit<DecidePorts, "observe"> {
  visibility: MessageVisibility;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Queues the deliveries of pages. A page that fails comes back after a wait that grows with its receives: a failure
 * inside Posthorn loses no delivery.
 */
export function fanOutHandler({ logger, metrics, visibility, random, ...ports }: FanOutHandlerPorts) {
  const deliver = deliverPage(ports);
  const decide = decidePage({ ...ports, observe: observer(logger, metrics) });

  const handle = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const kept: SQSRecord[] = [];
    for (const record of event.Records) if (!(await isDone(record))) kept.push(record);
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    await visibility.changeVisibility(kept.map((record) => ({ ...record, seconds: waitFor(record) })));
    return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

  async function isDone({ messageId, body }: SQSRecord): Promise<boolean> {
    const page = decodePage(body);
    try {
      if (!page) throw new Error("a message in the fan-out queue can't be read");
      await (page.undecided ? decide(page) : deliver(page));
      return true;
    } catch (error) {
      logger.error("page put off", { messageId, eventId: page?.event.id, error: error as Error });
      return false;
    }
  }

  const waitFor = ({ attributes }: SQSRecord): number =>
    waitAfterFault(Number(attributes.ApproximateReceiveCount), random());

  // Disables Middy's own timeout, which comes just before the function's. Work that isn't awaited would continue in the
  // next invocation.
  return middy(handle, { timeoutEarlyInMillis: 0 }).use(injectLambdaContext(logger));
}

const observer = (logger: Logger, metrics: Metrics): DecideObserver => ({
  slow: ({ event: { id, tenantId } }, subscriptionId, reason) => {
    metrics.addMetric("SlowFilter", MetricUnit.Count, 1);
    logger.warn("a subscription's filter is slow", { tenantId, subscriptionId, eventId: id, reason });
  },
});
