import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryLister } from "../../lib/aws/dynamodb/stores/delivery-lister.ts";
import { dynamoDialectStore } from "../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoHealthReader } from "../../lib/aws/dynamodb/stores/health-reader.ts";
import { dynamoIdempotencyStore } from "../../lib/aws/dynamodb/stores/idempotency-store.ts";
import { dynamoPublicKeyReader } from "../../lib/aws/dynamodb/stores/public-key-reader.ts";
import { dynamoSecretIntents } from "../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoStatusReader } from "../../lib/aws/dynamodb/stores/status-reader.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTallyReader } from "../../lib/aws/dynamodb/stores/tally-reader.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { openKeyRing } from "../../lib/aws/secrets/open-secrets.ts";
import { sealedHeaders } from "../../lib/aws/secrets/sealed-headers.ts";
import { sealedSecrets } from "../../lib/aws/secrets/sealed-secrets.ts";
import { byStore } from "../../lib/aws/secrets/secrets-by-store.ts";
import { secretsManagerSecrets } from "../../lib/aws/secrets/secrets-manager-secrets.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { addressPolicyIn } from "../../lib/contract/address-policy.ts";
import { apiEnv, readEnv } from "../../lib/contract/env.ts";
import type { SecretStorage } from "../../lib/core/model/secret.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { sealingStore } from "../../lib/core/subscription/sealing-store.ts";
import { dialectOrRefusal } from "../../lib/core/subscription/subscription-rules.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { apiHandler } from "./handler.ts";

const env = readEnv(apiEnv);
const now = Date.now;
const table = openTable(env, now);
const vault = awsCallerOf(table.client);
const policy = addressPolicyIn(env);
const keyRing = openKeyRing(vault, env);
const seals = sealedHeaders(keyRing);
const secrets = byStore(
  { "secrets-manager": secretsManagerSecrets(vault, env.SECRET_PREFIX), sealed: sealedSecrets(keyRing) },
  env.SECRET_STORAGE as SecretStorage,
);

export const handler = apiHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "requests", perSecond: Number(env.TENANT_REQUESTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(vault, env.ADMIN_KEY_SECRET_ID, now),
  tenants: dynamoTenantStore(table),
  subscriptions: sealingStore(dynamoSubscriptionStore(table), seals),
  intents: dynamoSecretIntents(table),
  statuses: dynamoStatusReader(table),
  tallies: dynamoTallyReader(table),
  dialects: dynamoDialectStore(table),
  idempotency: dynamoIdempotencyStore(table),
  publicKeys: dynamoPublicKeyReader(table),
  health: dynamoHealthReader(table),
  wakes: sqsWakeQueue(vault, env.WAKES_QUEUE_URL),
  log: dynamoDeliveryLister(table),
  editor: dynamoDeliveryEditor(table),
  secrets,
  seals,
  limits: {
    defaultMaxRetries: Number(env.DEFAULT_MAX_RETRIES),
    maxRetries: Number(env.MAX_RETRIES),
    maxTimeoutSeconds: Number(env.MAX_TIMEOUT_SECONDS),
    maxSubscriptions: Number(env.MAX_SUBSCRIPTIONS),
  },
  rules: {
    policy,
    allowTlsOptOut: env.ALLOW_TLS_OPT_OUT === "true",
    dialect: dialectOrRefusal(dialectOf, now),
    defaultDialect: env.DEFAULT_DIALECT,
  },
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
