import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoHealthStore } from "../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoLaneStore } from "../../lib/aws/dynamodb/stores/lane-store.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoParkedLister } from "../../lib/aws/dynamodb/stores/parked-lister.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoSubscriptionSwitch } from "../../lib/aws/dynamodb/stores/subscription-switch.ts";
import { dynamoTenantHolds } from "../../lib/aws/dynamodb/stores/tenant-holds.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { sqsOrderedQueue } from "../../lib/aws/sqs/ordered-queue.ts";
import { sqsRetryQueue } from "../../lib/aws/sqs/retry-queue.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { readEnv, wakeEnv } from "../../lib/contract/env.ts";
import { wakeHandler } from "./handler.ts";

const env = readEnv(wakeEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = awsCallerOf(table.client);

const health = dynamoHealthStore(table);

export const handler = wakeHandler({
  standings: health,
  counter: health,
  parked: dynamoParkedLister(table),
  lanes: dynamoLaneStore(table),
  ordered: sqsOrderedQueue(sqs, env.ORDERED_QUEUE_URL),
  holds: dynamoTenantHolds(table),
  subscriptions: dynamoSubscriptionStore(table),
  tenants: dynamoTenantStore(table),
  switch: dynamoSubscriptionSwitch(table),
  log: dynamoLogReader(table),
  editor: dynamoDeliveryEditor(table),
  retries: sqsRetryQueue(sqs, env.RETRIES_QUEUE_URL),
  wakes: sqsWakeQueue(sqs, env.WAKES_QUEUE_URL),
  autoDisableDays: Number(env.AUTO_DISABLE_DAYS),
  now,
  logger: createLogger(),
});
