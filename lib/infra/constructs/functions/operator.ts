import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { Env, operatorEnv } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import type { DataTable } from "../table.ts";
import { allow, PosthornFunction } from "./posthorn-function.ts";

interface OperatorFunctionProps {
  bundle: string;
  options: Options;
  data: DataTable;
  adminKey: ISecret;
}

/** Answers the routes about what the operator decides: the only function that may read the admin key. */
export class OperatorFunction extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, data, adminKey }: OperatorFunctionProps) {
    const { tableArn, tableName } = data.table;
    const environment: Env<typeof operatorEnv> = {
      TABLE_NAME: tableName,
      RETENTION_DAYS: String(options.retentionDays),
      ADMIN_KEY_SECRET_ID: adminKey.secretArn,
    };
    super(scope, id, {
      name: "operator",
      description: "Tenants and their keys, dialects, the catalog; dead letters",
      bundle,
      options,
      memoryMb: 512,
      timeoutSeconds: requestTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Tenants are listed by an index.
        allow(["dynamodb:Query"], tableArn, data.headIndexArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
