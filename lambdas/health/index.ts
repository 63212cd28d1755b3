import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAllReplays } from "../../lib/aws/dynamodb/stores/all-replays.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeadLetterDesk } from "../../lib/aws/dynamodb/stores/dead-letter-desk.ts";
import { dynamoDialectStore } from "../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoKnownTenants } from "../../lib/aws/dynamodb/stores/known-tenants.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoParkedLister } from "../../lib/aws/dynamodb/stores/parked-lister.ts";
import { dynamoStandingStore } from "../../lib/aws/dynamodb/stores/standing-store.ts";
import { dynamoStatusReader } from "../../lib/aws/dynamodb/stores/status-reader.ts";
import { dynamoSubscriptionHeads } from "../../lib/aws/dynamodb/stores/subscription-heads.ts";
import { dynamoSubscriptionNames } from "../../lib/aws/dynamodb/stores/subscription-names.ts";
import { dynamoSubscriptionReader } from "../../lib/aws/dynamodb/stores/subscription-reader.ts";
import { dynamoTallyReader } from "../../lib/aws/dynamodb/stores/tally-reader.ts";
import { dynamoTestPlaces } from "../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { dynamoThingReader } from "../../lib/aws/dynamodb/stores/thing-reader.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { sqsQueueGauge } from "../../lib/aws/sqs/queue-gauge.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { addressPolicyIn } from "../../lib/contract/address-policy.ts";
import { healthEnv, readEnv } from "../../lib/contract/env.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { guardedSender } from "../../lib/sending/guarded-sender.ts";
import { healthHandler } from "./handler.ts";

const env = readEnv(healthEnv);
const now = Date.now;
const table = openTable(env, now);
const caller = awsCallerOf(table.client);
const policy = addressPolicyIn(env);

export const handler = healthHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "requests", perSecond: Number(env.TENANT_REQUESTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(caller, env.ADMIN_KEY_SECRET_ID, now),
  subscriptions: dynamoSubscriptionReader(table),
  health: dynamoStandingStore(table),
  log: dynamoLogReader(table),
  tallies: dynamoTallyReader(table),
  tenants: { ...dynamoKnownTenants(table), ...dynamoTenantStore(table) },
  statuses: dynamoStatusReader(table),
  allReplays: dynamoAllReplays(table),
  things: dynamoThingReader(table),
  names: dynamoSubscriptionNames(table),
  dialects: dynamoDialectStore(table),
  catalog: dynamoCatalogReader(table),
  testPlaces: dynamoTestPlaces(table),
  sender: guardedSender({ policy }),
  policy,
  heads: dynamoSubscriptionHeads(table),
  parked: dynamoParkedLister(table),
  deadLetters: dynamoDeadLetterDesk(table),
  queues: {
    intake: sqsQueueGauge(caller, env.INTAKE_QUEUE_URL),
    fanOut: sqsQueueGauge(caller, env.FAN_OUT_QUEUE_URL),
    deliveries: sqsQueueGauge(caller, env.DELIVERIES_QUEUE_URL),
    ordered: sqsQueueGauge(caller, env.ORDERED_QUEUE_URL),
    retries: sqsQueueGauge(caller, env.RETRIES_QUEUE_URL),
  },
  wakes: sqsWakeQueue(caller, env.WAKES_QUEUE_URL),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
