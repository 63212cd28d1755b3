import { eventBridgeClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoDeadLetterLog } from "../../lib/aws/dynamodb/stores/dead-letter-log.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoExhaustedDigests } from "../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { eventBridgeAnnouncer } from "../../lib/aws/eventbridge/announcer.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { sqsRetryQueue } from "../../lib/aws/sqs/retry-queue.ts";
import { sqsMessageVisibility } from "../../lib/aws/sqs/visibility.ts";
import { readEnv, settleEnv } from "../../lib/contract/env.ts";
import { withDigests } from "../../lib/core/alerts/with-digests.ts";
import { settleHandler } from "./handler.ts";

const env = readEnv(settleEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = awsCallerOf(table.client);

export const handler = settleHandler({
  reader: dynamoDeliveryReader(table),
  retries: sqsRetryQueue(sqs, env.RETRIES_QUEUE_URL),
  announcer: withDigests(eventBridgeAnnouncer(eventBridgeClient(), env.BUS_NAME), dynamoExhaustedDigests(table)),
  visibility: sqsMessageVisibility(sqs, env.DEAD_LETTERS_QUEUE_URL),
  deadLetters: dynamoDeadLetterLog(table),
  now,
  random: Math.random,
  logger: createLogger(),
});
