import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { deliverEnv, Env } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { deliverTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import { acknowledgeSecretPattern, subscriptionSecrets } from "../secrets.ts";
import { allow, PosthornFunction, RESOLVING_THREADS } from "./posthorn-function.ts";

interface DeliverProps {
  bundle: string;
  options: Options;
  table: TableV2;
  deliveries: Queue;
  keyRing: ISecret;
}

/** POSTs what is in the deliveries queue. */
export class Deliver extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, table, deliveries, keyRing }: DeliverProps) {
    const environment: Env<typeof deliverEnv> = {
      TABLE_NAME: table.tableName,
      DELIVERIES_QUEUE_URL: deliveries.queueUrl,
      RETENTION_DAYS: String(options.retentionDays),
      KEY_RING_SECRET_ID: keyRing.secretArn,
      RETRY_WAITS: options.retryWaits.join(","),
      MAX_TIMEOUT_SECONDS: String(options.maxTimeoutSeconds),
      ALLOWED_ADDRESSES: options.allowedAddresses.join(","),
      ALLOW_HTTP: String(options.allowHttp),
    };
    const secrets = subscriptionSecrets(scope, options.stage);
    super(scope, id, {
      name: "deliver",
      description: "Signs and POSTs deliveries and records their attempts",
      bundle,
      options,
      memoryMb: 256,
      timeoutSeconds: deliverTimeoutSeconds(options),
      environment: { ...environment, UV_THREADPOOL_SIZE: RESOLVING_THREADS },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"], table.tableArn),
        // The items of a transaction are authorized one by one, as PutItem and UpdateItem.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], table.tableArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], deliveries.queueArn),
        allow(["secretsmanager:GetSecretValue"], keyRing.secretArn, secrets.arnPattern),
      ],
    });
    acknowledgeSecretPattern(this, secrets);
    consume(this, this.function, deliveries, options.deliveryConcurrency);
  }
}
