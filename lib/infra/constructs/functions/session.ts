import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { sessionEnv } from "../../../contract/env.ts";
import type { StackOptions } from "../../options.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface SessionFunctionProps extends SharedProps {
  adminKey: ISecret;
  /** URL of the console host, for links. */
  consoleUrl: string;
}

/** Serves the sign-in to the console. */
export class SessionFunction extends PosthornFunction<typeof sessionEnv> {
  constructor(scope: Construct, id: string, { adminKey, consoleUrl, ...shared }: SessionFunctionProps) {
    const { tableArn } = shared.data.table;
    const { oidcClientSecretArn } = shared.options;
    super(scope, id, shared, {
      name: "session",
      description: "Serves the sign-in to the console",
      variables: sessionEnv,
      environment: {
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
        CONSOLE_URL: consoleUrl,
        ...oidcVariables(shared.options),
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
        ...(oidcClientSecretArn ? [allow(["secretsmanager:GetSecretValue"], oidcClientSecretArn)] : []),
      ],
    });
  }
}

const oidcVariables = (options: StackOptions) => ({
  OIDC_ISSUER: options.oidcIssuer ?? "",
  OIDC_CLIENT_ID: options.oidcClientId ?? "",
  OIDC_CLIENT_SECRET_ID: options.oidcClientSecretArn ?? "",
  OIDC_SCOPES: options.oidcScopes.join(","),
  OIDC_ROLE_CLAIM: options.oidcRoleClaim,
  OIDC_VIEWERS: options.oidcViewers.join(","),
  OIDC_OPERATORS: options.oidcOperators.join(","),
});
