import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoConsoleSessionStore } from "../../lib/aws/dynamodb/stores/console-session-store.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { secretValue } from "../../lib/aws/secrets/secret-value.ts";
import { listIn, readEnv, sessionEnv } from "../../lib/contract/env.ts";
import { keptBriefly } from "../../lib/core/kit/kept-briefly.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { sessionHandler } from "./handler.ts";
import { openIdProvider } from "./openid-provider.ts";

const env = readEnv(sessionEnv);
const now = Date.now;
const table = openTable(env, now);
const aws = awsCallerOf(table.client);

/** Anyone can make this function ask the provider. A read of Secrets Manager for each time would cost money. */
const keptSecret = (secretId: string) =>
  keptBriefly(() => secretValue(aws, secretId), { keepMs: 60_000, failureMs: 5_000, now }).value;

/** Undefined if the operator named no identity provider. */
function oidc() {
  if (env.OIDC_ISSUER === "") return undefined;
  const secretId = env.OIDC_CLIENT_SECRET_ID;
  const provider = openIdProvider({
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: secretId === "" ? undefined : keptSecret(secretId),
    scopes: listIn(env.OIDC_SCOPES),
    roleClaim: env.OIDC_ROLE_CLAIM,
    now,
  });
  const [viewers, operators] = [listIn(env.OIDC_VIEWERS), listIn(env.OIDC_OPERATORS)];
  return { provider, rules: { claim: env.OIDC_ROLE_CLAIM, viewers, operators } };
}

export const handler = sessionHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(aws, env.ADMIN_KEY_SECRET_ID, now),
  sessions: dynamoConsoleSessionStore(table),
  consoleUrl: env.CONSOLE_URL,
  oidc: oidc(),
  hop: hopOf(env.TABLE_NAME),
  now,
  logger: createLogger(),
});
