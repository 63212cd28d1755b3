import { Metrics } from "@aws-lambda-powertools/metrics";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCandidateLister } from "../../lib/aws/dynamodb/stores/candidate-lister.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoEventClaims } from "../../lib/aws/dynamodb/stores/event-claims.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoRejectedEventLog } from "../../lib/aws/dynamodb/stores/rejected-event-log.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoUnlistedRecipients } from "../../lib/aws/dynamodb/stores/unlisted-recipients.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { sqsFanOutQueue } from "../../lib/aws/sqs/fan-out-queue.ts";
import { sqsOrderedQueue } from "../../lib/aws/sqs/ordered-queue.ts";
import { sqsMessageVisibility } from "../../lib/aws/sqs/visibility.ts";
import { ingestEnv, readEnv } from "../../lib/contract/env.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { ingestHandler } from "./handler.ts";

const env = readEnv(ingestEnv);
const now = Date.now;
const table = openTable(env, now);
const caller = awsCallerOf(table.client);

export const handler = ingestHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "events", perSecond: Number(env.TENANT_EVENTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(caller, env.ADMIN_KEY_SECRET_ID, now),
  candidates: dynamoCandidateLister(table),
  catalog: dynamoCatalogReader(table),
  queue: sqsDeliveryQueue(caller, env.DELIVERIES_QUEUE_URL),
  ordered: sqsOrderedQueue(caller, env.ORDERED_QUEUE_URL),
  pages: sqsFanOutQueue(caller, env.FAN_OUT_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  events: dynamoEventWriter(table),
  claims: dynamoEventClaims(table),
  recipients: dynamoUnlistedRecipients(table),
  log: dynamoLogReader(table),
  rejected: dynamoRejectedEventLog(table),
  visibility: sqsMessageVisibility(caller, env.INTAKE_QUEUE_URL),
  hop: hopOf(env.TABLE_NAME),
  now,
  random: Math.random,
  logger: createLogger(),
  metrics: new Metrics(),
  strictCatalog: env.STRICT_CATALOG === "true",
});
