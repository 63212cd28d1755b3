import { Logger } from "@aws-lambda-powertools/logger";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/admission.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/catalog.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/log-reader.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/subscriptions.ts";
import { logEnv, readEnv } from "../../lib/contract/env.ts";
import { logHandler } from "./handler.ts";

const env = readEnv(logEnv);
const now = Date.now;
const table = { client: dynamoDbClient(), name: env.TABLE_NAME, retentionDays: Number(env.RETENTION_DAYS), now };

export const handler = logHandler({
  admission: dynamoAdmissionReader(table),
  subscriptions: dynamoSubscriptionStore(table),
  catalog: dynamoCatalogReader(table),
  log: dynamoLogReader(table),
  logger: new Logger(),
});
