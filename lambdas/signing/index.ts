import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryRecorder } from "../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoSubscriptionReader } from "../../lib/aws/dynamodb/stores/subscription-reader.ts";
import { dynamoTestPlaces } from "../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { openSecrets } from "../../lib/aws/secrets/open-secrets.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { addressPolicyIn } from "../../lib/contract/address-policy.ts";
import { readEnv, signingEnv } from "../../lib/contract/env.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { dialectOrRefusal } from "../../lib/core/subscription/subscription-rules.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { guardedSender } from "../../lib/sending/guarded-sender.ts";
import { signedPost, signedRequest } from "../../lib/sending/sign.ts";
import { signingHandler } from "./handler.ts";

const env = readEnv(signingEnv);
const now = Date.now;
const table = openTable(env, now);
const caller = awsCallerOf(table.client);
const policy = addressPolicyIn(env);
const hop = hopOf(env.TABLE_NAME);
const { secrets, seals } = openSecrets(caller, env);

export const handler = signingHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "requests", perSecond: Number(env.TENANT_REQUESTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(caller, env.ADMIN_KEY_SECRET_ID, now),
  subscriptions: dynamoSubscriptionReader(table),
  catalog: dynamoCatalogReader(table),
  events: dynamoEventWriter(table),
  recorder: dynamoDeliveryRecorder(table),
  testPlaces: dynamoTestPlaces(table),
  wakes: sqsWakeQueue(caller, env.WAKES_QUEUE_URL),
  log: dynamoLogReader(table),
  editor: dynamoDeliveryEditor(table),
  rules: { dialect: dialectOrRefusal(dialectOf, now) },
  sign: signedRequest({ secrets, seals, hop, now }),
  post: signedPost({ secrets, seals, sender: guardedSender({ policy }), hop, now }),
  hop,
  now,
  logger: createLogger(),
});
