import { Logger } from "@aws-lambda-powertools/logger";
import { dynamoDbClient, sqsClient } from "../../lib/aws/clients.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/admission.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/catalog.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/delivery-editor.ts";
import { dynamoContentEraser } from "../../lib/aws/dynamodb/eraser.ts";
import { dynamoIdempotencyStore } from "../../lib/aws/dynamodb/idempotency.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/log-reader.ts";
import { dynamoReplayStore } from "../../lib/aws/dynamodb/replays.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/subscriptions.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { sqsReplayQueue } from "../../lib/aws/sqs/replay-queue.ts";
import { logEnv, readEnv } from "../../lib/contract/env.ts";
import { logHandler } from "./handler.ts";

const env = readEnv(logEnv);
const now = Date.now;
const table = { client: dynamoDbClient(), name: env.TABLE_NAME, retentionDays: Number(env.RETENTION_DAYS), now };

const sqs = sqsClient();

export const handler = logHandler({
  admission: dynamoAdmissionReader(table),
  subscriptions: dynamoSubscriptionStore(table),
  catalog: dynamoCatalogReader(table),
  log: dynamoLogReader(table),
  queue: sqsDeliveryQueue(sqs, env.DELIVERIES_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  eraser: dynamoContentEraser(table),
  replays: dynamoReplayStore(table),
  slices: sqsReplayQueue(sqs, env.REPLAYS_QUEUE_URL),
  idempotency: dynamoIdempotencyStore(table),
  now,
  logger: new Logger(),
});
