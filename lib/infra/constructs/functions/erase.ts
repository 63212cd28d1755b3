import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { eraseEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { eraseAfterSeconds, eraseTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { DeletionQueues } from "../queues.ts";
import type { SigningSecretsLocation } from "../secrets.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface EraseFunctionProps extends SharedProps {
  adminKey: ISecret;
  deletions: DeletionQueues;
  signingSecrets: SigningSecretsLocation;
}

/** Serves the routes for deletions of tenants, and erases what deleted tenants had. */
export class EraseFunction extends PosthornFunction<typeof eraseEnv> {
  constructor(scope: Construct, id: string, { adminKey, deletions, signingSecrets, ...shared }: EraseFunctionProps) {
    const { tableArn } = shared.data.table;
    const { slices } = deletions;
    super(scope, id, shared, {
      name: "erase",
      description: "Deletes tenants, and erases what they had",
      timeoutSeconds: eraseTimeoutSeconds,
      variables: eraseEnv,
      environment: {
        SECRET_PREFIX: signingSecrets.prefix,
        DELETIONS_QUEUE_URL: slices.queueUrl,
        ERASE_AFTER_SECONDS: String(eraseAfterSeconds),
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tableArn),
        // Erases rows.
        allow(["dynamodb:BatchWriteItem"], tableArn),
        // Deletes a tenant with its keys, writes the deletion's row, and ends intents to delete secrets.
        allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], tableArn),
        allow(["secretsmanager:DeleteSecret"], signingSecrets.arnPattern),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
        allow(["sqs:SendMessage"], slices.queueArn),
        allow(CONSUME, slices.queueArn),
      ],
      signingSecrets,
      // Each slice sends the message of the next one, after it has erased something. The loop ends with the last row.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, slices, { maxConcurrency: queueConcurrency(shared.options).erase, batchSize: 1 });
  }
}
