import { sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAuditLog } from "../../lib/aws/dynamodb/stores/audit-log.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoContentEraser } from "../../lib/aws/dynamodb/stores/content-eraser.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoIdempotencyStore } from "../../lib/aws/dynamodb/stores/idempotency-store.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoRejectedEventDesk } from "../../lib/aws/dynamodb/stores/rejected-event-desk.ts";
import { dynamoReplayStore } from "../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSubscriptionReader } from "../../lib/aws/dynamodb/stores/subscription-reader.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoUnlistedRecipients } from "../../lib/aws/dynamodb/stores/unlisted-recipients.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { sqsDeliveryQueue } from "../../lib/aws/sqs/delivery-queue.ts";
import { sqsIntakeQueue } from "../../lib/aws/sqs/intake-queue.ts";
import { sqsReplayQueue } from "../../lib/aws/sqs/replay-queue.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { logEnv, readEnv } from "../../lib/contract/env.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { logHandler } from "./handler.ts";

const env = readEnv(logEnv);
const now = Date.now;
const table = openTable(env, now);
const sqs = sqsClient();

export const handler = logHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "requests", perSecond: Number(env.TENANT_REQUESTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(awsCallerOf(table.client), env.ADMIN_KEY_SECRET_ID, now),
  subscriptions: dynamoSubscriptionReader(table),
  catalog: dynamoCatalogReader(table),
  log: dynamoLogReader(table),
  queue: sqsDeliveryQueue(sqs, env.DELIVERIES_QUEUE_URL),
  wakes: sqsWakeQueue(sqs, env.WAKES_QUEUE_URL),
  editor: dynamoDeliveryEditor(table),
  eraser: dynamoContentEraser(table),
  recipients: dynamoUnlistedRecipients(table),
  audit: dynamoAuditLog(table),
  replays: dynamoReplayStore(table),
  slices: sqsReplayQueue(sqs, env.REPLAYS_QUEUE_URL),
  rejected: dynamoRejectedEventDesk(table),
  intake: sqsIntakeQueue(sqs, env.INTAKE_QUEUE_URL),
  idempotency: dynamoIdempotencyStore(table),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
