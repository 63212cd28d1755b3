import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { resealEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { resealTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { KeyRingQueues } from "../queues.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface ResealFunctionProps extends SharedProps {
  adminKey: ISecret;
  keyRing: KeyRingQueues;
  /** The secret of the key ring. */
  keyRingArn: string;
}

/** Serves the key ring's routes, rotates the ring, and seals values again. No other function may write the ring. */
export class ResealFunction extends PosthornFunction<typeof resealEnv> {
  constructor(scope: Construct, id: string, { adminKey, keyRing, keyRingArn, ...shared }: ResealFunctionProps) {
    const { tableArn } = shared.data.table;
    const { slices } = keyRing;
    super(scope, id, shared, {
      name: "reseal",
      description: "Serves the key ring's routes, and seals values again",
      timeoutSeconds: resealTimeoutSeconds,
      variables: resealEnv,
      environment: {
        KEY_RING_SECRET_ID: keyRingArn,
        KEY_RING_QUEUE_URL: slices.queueUrl,
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tableArn),
        // Writes the job's row, and the sealed values of subscriptions.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        allow(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], keyRingArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
        allow(["sqs:SendMessage"], slices.queueArn),
        allow(CONSUME, slices.queueArn),
      ],
      // Each slice sends the message of the next one, and moves the job's place forward. The loop ends with the last
      // tenant.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, slices, { maxConcurrency: queueConcurrency(shared.options).reseal, batchSize: 1 });
  }
}
