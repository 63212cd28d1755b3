import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { ingestEnv } from "../../../contract/env.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface IngestFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  deliveries: Queue;
  /** Lambda sends the events that it gave up on here. It uses the function's role to do so. */
  busDeadLetters: Queue;
}

/** Accepts events from the API and the bus. */
export class IngestFunction extends PosthornFunction<typeof ingestEnv> {
  constructor(scope: Construct, id: string, { adminKey, deliveries, busDeadLetters, ...shared }: IngestFunctionProps) {
    const { tableArn } = shared.data.table;
    super(scope, id, shared, {
      name: "ingest",
      description: "Accepts events and queues a message for each delivery",
      variables: ingestEnv,
      environment: {
        DELIVERIES_QUEUE_URL: deliveries.queueUrl,
        STRICT_CATALOG: String(shared.options.strictCatalog),
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PartiQLInsert"], tableArn),
        // Replaces a claim or a delivery's row that has expired but isn't deleted yet.
        allow(["dynamodb:PutItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, busDeadLetters.queueArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
