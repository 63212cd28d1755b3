import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { ServedBy } from "../../lib/api/functions.ts";
import type { ApiAnswer } from "../../lib/api/http/answers.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import {
  type TenantDeletionPorts,
  tenantDeletionOperations,
} from "../../lib/api/tenant-deletions/tenant-deletion-operations.ts";
import { tenantDeletionRoutes, tenantRemovalRoutes } from "../../lib/api/tenant-deletions/tenant-deletion-routes.ts";
import { sliceBatch } from "../../lib/aws/sqs/slice-batch.ts";
import { decodeDeletionSlice } from "../../lib/core/tenant-deletion/deletion-message.ts";
import { type DeletionSlicePorts, runDeletionSlice } from "../../lib/core/tenant-deletion/deletion-slice.ts";

export type EraseHandlerPorts = DeletionSlicePorts & TenantDeletionPorts & AuthPorts & { logger: Logger; hop: string };

/** Serves the routes for deletions of tenants, and works on the deletions: one slice for each message of the queue. */
export function eraseHandler(ports: EraseHandlerPorts) {
  const { logger, hop } = ports;
  const operations = tenantDeletionOperations(ports);
  const fromHttp = httpFunction<ServedBy["erase"]>(
    { guards: operatorGuards(ports), logger, hop },
    serve(tenantRemovalRoutes, operations),
    serve(tenantDeletionRoutes, operations),
  );
  const fromQueue = sliceBatch({
    decode: decodeDeletionSlice,
    slice: runDeletionSlice(ports),
    unreadable: "a message in the queue of deletions can't be read",
    failed: (error, message) => logger.error("the erasure of a deleted tenant was put off", { ...message, error }),
  });

  // Disables Middy's own timeout, which comes just before the function's. Work that isn't awaited would continue in the
  // next invocation.
  return middy(
    (event: APIGatewayProxyEventV2 | SQSEvent, context: Context): Promise<ApiAnswer | SQSBatchResponse> =>
      "Records" in event ? fromQueue(event) : fromHttp(event, context),
    { timeoutEarlyInMillis: 0 },
  ).use(injectLambdaContext(logger));
}
