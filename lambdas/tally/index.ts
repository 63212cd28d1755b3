import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoKnownTenants } from "../../lib/aws/dynamodb/stores/known-tenants.ts";
import { dynamoTallyStore } from "../../lib/aws/dynamodb/stores/tally-store.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { readEnv, tallyEnv } from "../../lib/contract/env.ts";
import { tallyHandler } from "./handler.ts";

const now = Date.now;
const table = openTable(readEnv(tallyEnv), now);

export const handler = tallyHandler({
  tallies: dynamoTallyStore(table),
  tenants: dynamoKnownTenants(table),
  now,
  logger: createLogger(),
});
