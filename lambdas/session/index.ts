import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoConsoleSessionStore } from "../../lib/aws/dynamodb/stores/console-session-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { readEnv, sessionEnv } from "../../lib/contract/env.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { sessionHandler } from "./handler.ts";

const env = readEnv(sessionEnv);
const now = Date.now;
const table = openTable(env, now);

export const handler = sessionHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(awsCallerOf(table.client), env.ADMIN_KEY_SECRET_ID, now),
  sessions: dynamoConsoleSessionStore(table),
  consoleUrl: env.CONSOLE_URL,
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
