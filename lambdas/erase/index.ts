import { sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoSecretIntents } from "../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoTenantDeletionStore } from "../../lib/aws/dynamodb/stores/tenant-deletion-store.ts";
import { dynamoTenantEraser } from "../../lib/aws/dynamodb/stores/tenant-eraser.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { secretsManagerSecrets } from "../../lib/aws/secrets/secrets-manager-secrets.ts";
import { sqsDeletionQueue } from "../../lib/aws/sqs/deletion-queue.ts";
import { eraseEnv, readEnv } from "../../lib/contract/env.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { eraseHandler } from "./handler.ts";

const env = readEnv(eraseEnv);
const now = Date.now;
const table = openTable(env, now);
const vault = awsCallerOf(table.client);

export const handler = eraseHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(vault, env.ADMIN_KEY_SECRET_ID, now),
  tenants: dynamoTenantStore(table),
  deletions: dynamoTenantDeletionStore(table),
  eraser: dynamoTenantEraser(table),
  intents: dynamoSecretIntents(table),
  // Sealed secrets are in the rows of their subscriptions, and are deleted with them.
  secrets: secretsManagerSecrets(vault, env.SECRET_PREFIX),
  slices: sqsDeletionQueue(sqsClient(), env.DELETIONS_QUEUE_URL),
  waitSeconds: Number(env.ERASE_AFTER_SECONDS),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
