import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { ingestEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { CONSUME, consume } from "../consumer.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface IngestFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  deliveries: Queue;
  ordered: Queue;
  pages: Queue;
  /** Brings the events from the bus. */
  intake: Queue;
}

/** Accepts events from the API and the bus. */
export class IngestFunction extends PosthornFunction<typeof ingestEnv> {
  constructor(scope: Construct, id: string, props: IngestFunctionProps) {
    const { adminKey, deliveries, ordered, pages, intake, ...shared } = props;
    const { tableArn } = shared.data.table;
    super(scope, id, shared, {
      name: "ingest",
      description: "Accepts events and queues a message for each delivery",
      variables: ingestEnv,
      environment: {
        DELIVERIES_QUEUE_URL: deliveries.queueUrl,
        ORDERED_QUEUE_URL: ordered.queueUrl,
        FAN_OUT_QUEUE_URL: pages.queueUrl,
        INTAKE_QUEUE_URL: intake.queueUrl,
        STRICT_CATALOG: String(shared.options.strictCatalog),
        TENANT_EVENTS_PER_SECOND: String(shared.options.tenantEventsPerSecond),
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PartiQLInsert"], tableArn),
        // Replaces a claim or a delivery's row that has expired but isn't deleted yet. Records rejected events.
        allow(["dynamodb:PutItem"], tableArn),
        // Renews a delivery's row that an earlier try of a request left behind. Writes the rate of a tenant near its limit.
        allow(["dynamodb:UpdateItem"], tableArn),
        // Removes the record of a rejected event that was redriven.
        allow(["dynamodb:DeleteItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, ordered.queueArn, pages.queueArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], intake.queueArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
    consume(this, this.function, intake, { maxConcurrency: queueConcurrency(shared.options).ingest });
  }
}
