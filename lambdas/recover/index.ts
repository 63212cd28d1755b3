import { sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoHealthStore } from "../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoSubscriptionLister } from "../../lib/aws/dynamodb/stores/subscription-lister.ts";
import { dynamoTenantDeletionStore } from "../../lib/aws/dynamodb/stores/tenant-deletion-store.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { sqsDeletionQueue } from "../../lib/aws/sqs/deletion-queue.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { readEnv, recoverEnv } from "../../lib/contract/env.ts";
import { recoverHandler } from "./handler.ts";

const env = readEnv(recoverEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = sqsClient();

export const handler = recoverHandler({
  tenants: dynamoTenantStore(table),
  subscriptions: dynamoSubscriptionLister(table),
  log: dynamoLogReader(table),
  standings: dynamoHealthStore(table),
  editor: dynamoDeliveryEditor(table),
  queue: sqsDeliveryQueue(sqs, env.DELIVERIES_QUEUE_URL),
  deletions: dynamoTenantDeletionStore(table),
  deletionSlices: sqsDeletionQueue(sqs, env.DELETIONS_QUEUE_URL),
  retentionDays: table.retentionDays,
  now,
  logger: createLogger(),
});
