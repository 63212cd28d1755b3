import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { operatorEnv } from "../../../contract/env.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface OperatorFunctionProps extends SharedProps {
  adminKey: ISecret;
}

/** Serves the operator's routes. */
export class OperatorFunction extends PosthornFunction<typeof operatorEnv> {
  constructor(scope: Construct, id: string, { adminKey, ...shared }: OperatorFunctionProps) {
    const { table } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "operator",
      description: "Serves the routes for tenants, keys, dialects, the catalog and dead letters",
      variables: operatorEnv,
      environment: { ADMIN_KEY_SECRET_ID: adminKey.secretArn },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tableArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
