import { sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoKeyRingJobStore } from "../../lib/aws/dynamodb/stores/key-ring-job-store.ts";
import { dynamoSealedPartsWriter } from "../../lib/aws/dynamodb/stores/sealed-parts-writer.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { secretsManagerKeyRing } from "../../lib/aws/secrets/key-ring-editor.ts";
import { ringResealer } from "../../lib/aws/secrets/resealer.ts";
import { secretValue } from "../../lib/aws/secrets/secret-value.ts";
import { sqsKeyRingQueue } from "../../lib/aws/sqs/key-ring-queue.ts";
import { readEnv, resealEnv } from "../../lib/contract/env.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { resealHandler } from "./handler.ts";

const env = readEnv(resealEnv);
const now = Date.now;
const table = openTable(env, now);
const vault = awsCallerOf(table.client);

export const handler = resealHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(vault, env.ADMIN_KEY_SECRET_ID, now),
  jobs: dynamoKeyRingJobStore(table),
  slices: sqsKeyRingQueue(sqsClient(), env.KEY_RING_QUEUE_URL),
  editor: secretsManagerKeyRing(vault, env.KEY_RING_SECRET_ID),
  resealer: ringResealer(() => secretValue(vault, env.KEY_RING_SECRET_ID)),
  tenants: dynamoTenantStore(table),
  subscriptions: dynamoSubscriptionStore(table),
  sealedParts: dynamoSealedPartsWriter(table),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
