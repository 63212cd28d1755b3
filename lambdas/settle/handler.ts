import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { decodeTask } from "../../lib/core/delivery/task.ts";
import type { DeadLetter } from "./dead-letter.ts";
import { type SettleObserver, type SettlePorts, settleBatch } from "./settle-batch.ts";

export interface SettleHandlerPorts extends Omit<SettlePorts, "observe"> {
  logger: Logger;
}

/** Settles the messages that SQS has moved to the dead-letter queue. */
export function settleHandler({ logger, ...ports }: SettleHandlerPorts) {
  const settle = settleBatch({ ...ports, observe: observer(logger) });

  const handle = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const kept = await settle(event.Records.map(deadLetter));
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy(handle).use(injectLambdaContext(logger));
}

const deadLetter = (record: SQSRecord): DeadLetter => ({
  messageId: record.messageId,
  sentAt: new Date(Number(record.attributes.SentTimestamp)).toISOString(),
  receiptHandle: record.receiptHandle,
  receives: Number(record.attributes.ApproximateReceiveCount),
  task: decodeTask(record.body),
});

const observer = (logger: Logger): SettleObserver => ({
  fault: (error) => logger.error("dead letters put off", error as Error),
  stuck: ({ messageId, task }) =>
    logger.error("a message is stuck in the dead-letter queue: the cause must be fixed", {
      messageId,
      deliveryId: task?.deliveryId,
    }),
  announced: (deliveries) => logger.debug("exhausted", { deliveryIds: deliveries.map(({ id }) => id) }),
});
