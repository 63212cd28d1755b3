import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { operatorEnv } from "../../../contract/env.ts";
import { changedOptions } from "../../option-texts.ts";
import { projectVersion } from "../../project-version.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface OperatorFunctionProps extends SharedProps {
  adminKey: ISecret;
  /** The URLs of the hosts, without a trailing slash. */
  apiUrl: string;
  consoleUrl: string;
}

/** Serves the operator's routes. */
export class OperatorFunction extends PosthornFunction<typeof operatorEnv> {
  constructor(scope: Construct, id: string, { adminKey, apiUrl, consoleUrl, ...shared }: OperatorFunctionProps) {
    const { table } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "operator",
      description: "Serves the routes for tenants, keys, dialects, the catalog and dead letters",
      variables: operatorEnv,
      environment: {
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
        API_URL: apiUrl,
        CONSOLE_URL: consoleUrl,
        VERSION: projectVersion(),
        CHANGED_OPTIONS: changedOptions(shared.options),
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tableArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
