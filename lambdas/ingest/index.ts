import { secretsManagerClient, sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoEventClaims } from "../../lib/aws/dynamodb/stores/event-claims.ts";
import { dynamoEventReader } from "../../lib/aws/dynamodb/stores/event-reader.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoSubscriptionLister } from "../../lib/aws/dynamodb/stores/subscription-lister.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { ingestEnv, readEnv } from "../../lib/contract/env.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { ingestHandler } from "./handler.ts";

const env = readEnv(ingestEnv);
const now = Date.now;
const table = openTable(env, now);

export const handler = ingestHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(secretsManagerClient(), env.ADMIN_KEY_SECRET_ID, now),
  subscriptions: dynamoSubscriptionLister(table),
  catalog: dynamoCatalogReader(table),
  queue: sqsDeliveryQueue(sqsClient(), env.DELIVERIES_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  events: dynamoEventWriter(table),
  claims: dynamoEventClaims(table),
  log: dynamoEventReader(table),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
  strictCatalog: env.STRICT_CATALOG === "true",
});
