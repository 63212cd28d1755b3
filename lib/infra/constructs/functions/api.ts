import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { apiEnv, Env } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import { acknowledgeSecretPattern, subscriptionSecrets } from "../secrets.ts";
import type { DataTable } from "../table.ts";
import { allow, PosthornFunction, RESOLVING_THREADS } from "./posthorn-function.ts";

interface ApiFunctionProps {
  bundle: string;
  options: Options;
  data: DataTable;
  keyRing: ISecret;
}

/** Answers the routes about what tenants set up. */
export class ApiFunction extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, data, keyRing }: ApiFunctionProps) {
    const { tableArn, tableName } = data.table;
    const subscriptions = subscriptionSecrets(scope, options.stage);
    super(scope, id, {
      name: "api",
      description: "Subscriptions and their secrets; test sends",
      bundle,
      options,
      memoryMb: 512,
      timeoutSeconds: requestTimeoutSeconds,
      environment: {
        ...environmentOf(options, tableName, keyRing, subscriptions.prefix),
        UV_THREADPOOL_SIZE: RESOLVING_THREADS,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // What waits for a pull subscription is found by its state.
        allow(["dynamodb:Query"], tableArn, data.stateIndexArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        // A test send is recorded as a delivery is.
        allow(["dynamodb:BatchWriteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], keyRing.secretArn),
        allow(
          ["secretsmanager:CreateSecret", "secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret"],
          subscriptions.arnPattern,
        ),
        allow(["secretsmanager:GetSecretValue"], subscriptions.arnPattern),
      ],
    });
    acknowledgeSecretPattern(this, subscriptions);
  }
}

const environmentOf = (
  options: Options,
  tableName: string,
  keyRing: ISecret,
  secretPrefix: string,
): Env<typeof apiEnv> => ({
  TABLE_NAME: tableName,
  RETENTION_DAYS: String(options.retentionDays),
  SECRET_STORAGE: options.secretStorage,
  SECRET_PREFIX: secretPrefix,
  KEY_RING_SECRET_ID: keyRing.secretArn,
  DEFAULT_MAX_RETRIES: String(options.defaultAttempts - 1),
  MAX_RETRIES: String(options.maximumAttempts - 1),
  MAX_TIMEOUT_SECONDS: String(options.maxTimeoutSeconds),
  ALLOWED_ADDRESSES: options.allowedAddresses.join(","),
  ALLOW_HTTP: String(options.allowHttp),
  ALLOW_TLS_OPT_OUT: String(options.allowTlsOptOut),
  DEFAULT_DIALECT: options.defaultDialect,
});
