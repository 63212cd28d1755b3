import { sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoLaterMatchWriter } from "../../lib/aws/dynamodb/stores/later-match-writer.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoReplayStore } from "../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoReplayPlaces } from "../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoUnlistedRecipients } from "../../lib/aws/dynamodb/stores/unlisted-recipients.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { sqsOrderedQueue } from "../../lib/aws/sqs/ordered-queue.ts";
import { sqsReplayQueue } from "../../lib/aws/sqs/replay-queue.ts";
import { readEnv, replayEnv } from "../../lib/contract/env.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import { replayHandler } from "./handler.ts";

const env = readEnv(replayEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = sqsClient();

export const handler = replayHandler({
  replays: dynamoReplayStore(table),
  places: dynamoReplayPlaces(table),
  slices: sqsReplayQueue(sqs, env.REPLAYS_QUEUE_URL),
  log: dynamoLogReader(table),
  laterMatches: dynamoLaterMatchWriter(table),
  recipients: dynamoUnlistedRecipients(table),
  subscriptions: dynamoSubscriptionStore(table),
  catalog: dynamoCatalogReader(table),
  queue: sqsDeliveryQueue(sqs, env.DELIVERIES_QUEUE_URL),
  ordered: sqsOrderedQueue(sqs, env.ORDERED_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  evaluationOf: evaluations(),
  now,
  random: Math.random,
  logger: createLogger(),
});
