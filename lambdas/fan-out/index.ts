import { Metrics } from "@aws-lambda-powertools/metrics";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoEventReader } from "../../lib/aws/dynamodb/stores/event-reader.ts";
import { dynamoFilterProblemWriter } from "../../lib/aws/dynamodb/stores/filter-problem-writer.ts";
import { dynamoLaterMatchWriter } from "../../lib/aws/dynamodb/stores/later-match-writer.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { sqsFanOutQueue } from "../../lib/aws/sqs/fan-out-queue.ts";
import { sqsMessageVisibility } from "../../lib/aws/sqs/visibility.ts";
import { fanOutEnv, readEnv } from "../../lib/contract/env.ts";
import { fanOutHandler } from "./handler.ts";

const env = readEnv(fanOutEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = awsCallerOf(table.client);

export const handler = fanOutHandler({
  reader: dynamoDeliveryReader(table),
  catalog: dynamoCatalogReader(table),
  log: dynamoEventReader(table),
  decisions: dynamoLaterMatchWriter(table),
  problems: dynamoFilterProblemWriter(table),
  queue: sqsDeliveryQueue(sqs, env.DELIVERIES_QUEUE_URL),
  pages: sqsFanOutQueue(sqs, env.FAN_OUT_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  visibility: sqsMessageVisibility(sqs, env.FAN_OUT_QUEUE_URL),
  now,
  random: Math.random,
  logger: createLogger(),
  metrics: new Metrics(),
});
