import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAlertLister } from "../../lib/aws/dynamodb/stores/alert-lister.ts";
import { dynamoAlertStates } from "../../lib/aws/dynamodb/stores/alert-states.ts";
import { dynamoAuditLister } from "../../lib/aws/dynamodb/stores/audit-lister.ts";
import { dynamoCatalogStore } from "../../lib/aws/dynamodb/stores/catalog-store.ts";
import { dynamoDeadLetterDesk } from "../../lib/aws/dynamodb/stores/dead-letter-desk.ts";
import { dynamoDialectStore } from "../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoIdempotencyStore } from "../../lib/aws/dynamodb/stores/idempotency-store.ts";
import { dynamoOperatorKeyStore } from "../../lib/aws/dynamodb/stores/operator-key-store.ts";
import { dynamoTenantFinder } from "../../lib/aws/dynamodb/stores/tenant-finder.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { operatorEnv, readEnv } from "../../lib/contract/env.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { operatorHandler } from "./handler.ts";
import { settingsIn } from "./settings.ts";

const env = readEnv(operatorEnv);
const now = Date.now;
const table = openTable(env, now);

export const handler = operatorHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(awsCallerOf(table.client), env.ADMIN_KEY_SECRET_ID, now),
  tenants: dynamoTenantStore(table),
  tenantFinder: dynamoTenantFinder(table),
  operatorKeys: dynamoOperatorKeyStore(table),
  dialects: dynamoDialectStore(table),
  catalog: dynamoCatalogStore(table),
  deadLetters: dynamoDeadLetterDesk(table),
  alerts: dynamoAlertLister(table),
  alertStates: dynamoAlertStates(table),
  auditEntries: dynamoAuditLister(table),
  idempotency: dynamoIdempotencyStore(table),
  settings: settingsIn(env, process.env.AWS_REGION ?? ""),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
