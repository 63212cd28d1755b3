import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { signingEnv } from "../../../contract/env.ts";
import type { SigningSecretsLocation } from "../secrets.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface SigningFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  signingSecrets: SigningSecretsLocation;
  /** Gets the subscriptions for which something is due. */
  wakes: Queue;
}

/** Serves the routes that sign on request: test sends, streams, and attempts as `curl` commands. */
export class SigningFunction extends PosthornFunction<typeof signingEnv> {
  constructor(scope: Construct, id: string, { adminKey, signingSecrets, wakes, ...shared }: SigningFunctionProps) {
    const { table, stateIndexArn } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "signing",
      description: "Serves test sends, streams, and attempts as curl commands",
      variables: signingEnv,
      environment: {
        KEY_RING_SECRET_ID: signingSecrets.keyRingArn,
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
        WAKES_QUEUE_URL: wakes.queueUrl,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Finds the deliveries that wait for a pull subscription by their state.
        allow(["dynamodb:Query"], tableArn, stateIndexArn),
        // Records a test send the way `deliver` records a delivery, and confirms the deliveries of a stream.
        allow(["dynamodb:PartiQLInsert", "dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        // Wakes a subscription whose endpoint passed a test.
        allow(["sqs:SendMessage"], wakes.queueArn),
        allow(["secretsmanager:GetSecretValue"], signingSecrets.keyRingArn, signingSecrets.arnPattern),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
      signingSecrets,
    });
  }
}
