import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { deliverEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { deliverTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { SigningSecretsLocation } from "../secrets.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface DeliverFunctionProps extends SharedProps {
  deliveries: Queue;
  /** Exhausted deliveries are announced here. */
  bus: EventBus;
  signingSecrets: SigningSecretsLocation;
}

/** POSTs the deliveries in the queue. */
export class DeliverFunction extends PosthornFunction<typeof deliverEnv> {
  constructor(scope: Construct, id: string, { deliveries, bus, signingSecrets, ...shared }: DeliverFunctionProps) {
    const { options, data } = shared;
    const { tableArn } = data.table;
    super(scope, id, shared, {
      name: "deliver",
      description: "Signs and POSTs deliveries, and records their attempts",
      // It mostly waits, so it needs little CPU, and pays for memory while it waits. 128 MB are not enough: ten events of
      // 256 KiB take 125 MB of Node alone (`npm run bench -- --only deliver-memory`).
      memoryMb: 192,
      timeoutSeconds: deliverTimeoutSeconds(options),
      variables: deliverEnv,
      environment: {
        DELIVERIES_QUEUE_URL: deliveries.queueUrl,
        BUS_NAME: bus.eventBusName,
        KEY_RING_SECRET_ID: signingSecrets.keyRingArn,
        RETRY_WAITS: options.retryWaits.join(","),
      },
      grants: [
        allow(["dynamodb:BatchGetItem"], tableArn),
        // Inserts deliveries and attempts in batches, and updates deliveries that have a row.
        allow(["dynamodb:PartiQLInsert", "dynamodb:UpdateItem"], tableArn),
        // Replaces a delivery's row that has expired but isn't deleted yet.
        allow(["dynamodb:PutItem"], tableArn),
        // Writes the latest POST to each subscription.
        allow(["dynamodb:BatchWriteItem"], tableArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], deliveries.queueArn),
        allow(["events:PutEvents"], bus.eventBusArn),
        allow(["secretsmanager:GetSecretValue"], signingSecrets.keyRingArn, signingSecrets.arnPattern),
      ],
      signingSecrets,
    });
    consume(this, this.function, deliveries, { maxConcurrency: queueConcurrency(options).deliver });
  }
}
