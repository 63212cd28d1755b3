import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAuditLog } from "../../lib/aws/dynamodb/stores/audit-log.ts";
import { dynamoPortalBrandingStore } from "../../lib/aws/dynamodb/stores/portal-branding-store.ts";
import { dynamoPortalSessionStore } from "../../lib/aws/dynamodb/stores/portal-session-store.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { listIn, portalEnv, readEnv } from "../../lib/contract/env.ts";
import { tenantLimit } from "../../lib/core/rate/tenant-limit.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { portalHandler } from "./handler.ts";

const env = readEnv(portalEnv);
const now = Date.now;
const table = openTable(env, now);

export const handler = portalHandler({
  admission: dynamoAdmissionReader(table),
  limit: tenantLimit(
    { rates: dynamoTenantRateWriter(table), now },
    { unit: "requests", perSecond: Number(env.TENANT_REQUESTS_PER_SECOND) },
  ),
  adminKeys: secretsManagerAdminKey(awsCallerOf(table.client), env.ADMIN_KEY_SECRET_ID, now),
  brandings: dynamoPortalBrandingStore(table),
  portalSessions: dynamoPortalSessionStore(table),
  tenants: dynamoTenantStore(table),
  audit: dynamoAuditLog(table),
  portalOrigins: listIn(env.PORTAL_ORIGINS),
  apiUrl: env.API_URL,
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
