import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { apiEnv } from "../../../contract/env.ts";
import type { SigningSecretsLocation } from "../secrets.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface ApiFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  signingSecrets: SigningSecretsLocation;
  /** Gets the subscriptions for which something is due. */
  wakes: Queue;
}

/** Serves the routes for subscriptions, their secrets and their public keys. */
export class ApiFunction extends PosthornFunction<typeof apiEnv> {
  constructor(scope: Construct, id: string, { adminKey, signingSecrets, wakes, ...shared }: ApiFunctionProps) {
    const { options, data } = shared;
    const { tableArn } = data.table;
    super(scope, id, shared, {
      name: "api",
      description: "Serves the routes for subscriptions, their secrets and their public keys",
      variables: apiEnv,
      environment: {
        SECRET_STORAGE: options.secretStorage,
        SECRET_PREFIX: signingSecrets.prefix,
        KEY_RING_SECRET_ID: signingSecrets.keyRingArn,
        DEFAULT_MAX_RETRIES: String(options.defaultAttempts - 1),
        MAX_RETRIES: String(options.maximumAttempts - 1),
        MAX_SUBSCRIPTIONS: String(options.maxSubscriptions),
        ALLOW_TLS_OPT_OUT: String(options.allowTlsOptOut),
        DEFAULT_DIALECT: options.defaultDialect,
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
        WAKES_QUEUE_URL: wakes.queueUrl,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Finds the deliveries that wait for a deleted pull subscription by their state.
        allow(["dynamodb:Query"], tableArn, data.stateIndexArn),
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        // Inserts the cancelled delivery if the row of a waiting one expires after it was found.
        allow(["dynamodb:PartiQLInsert"], tableArn),
        // Wakes a subscription that was changed or deleted.
        allow(["sqs:SendMessage"], wakes.queueArn),
        allow(["secretsmanager:GetSecretValue"], signingSecrets.keyRingArn),
        allow(
          ["secretsmanager:CreateSecret", "secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret"],
          signingSecrets.arnPattern,
        ),
        allow(["secretsmanager:GetSecretValue"], signingSecrets.arnPattern),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
      signingSecrets,
    });
  }
}
