import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { ServedBy } from "../../lib/api/functions.ts";
import type { ApiAnswer } from "../../lib/api/http/answers.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, operatorGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { keyRingOperations } from "../../lib/api/key-ring/key-ring-operations.ts";
import { keyRingRoutes } from "../../lib/api/key-ring/key-ring-routes.ts";
import { sliceBatch } from "../../lib/aws/sqs/slice-batch.ts";
import { decodeKeyRingSlice } from "../../lib/core/key-ring/key-ring-message.ts";
import { type KeyRingSlicePorts, runKeyRingSlice } from "../../lib/core/key-ring/key-ring-slice.ts";

export type ResealPorts = Omit<KeyRingSlicePorts, "onUnreadable"> & AuthPorts & { logger: Logger; hop: string };

/** Serves the key ring's routes, and works on its job: one slice for each message of the queue. */
export function resealHandler(ports: ResealPorts) {
  const { jobs, slices, now, logger, hop } = ports;
  const operations = keyRingOperations({ keyRingJobs: jobs, keyRingSlices: slices, now });
  const fromHttp = httpFunction<ServedBy["reseal"]>(
    { guards: operatorGuards(ports), logger, hop },
    serve(keyRingRoutes, operations),
  );
  const fromQueue = sliceBatch({
    decode: decodeKeyRingSlice,
    slice: runKeyRingSlice({
      ...ports,
      onUnreadable: (subscription) => logger.warn("a sealed value does not open", { ...subscription }),
    }),
    unreadable: "a message in the key ring's queue can't be read",
    failed: (error, message) => logger.error("the key ring's job was put off", { ...message, error }),
  });

  // Disables Middy's own timeout, which comes just before the function's. Work that isn't awaited would continue in the
  // next invocation.
  return middy(
    (event: APIGatewayProxyEventV2 | SQSEvent, context: Context): Promise<ApiAnswer | SQSBatchResponse> =>
      "Records" in event ? fromQueue(event) : fromHttp(event, context),
    { timeoutEarlyInMillis: 0 },
  ).use(injectLambdaContext(logger));
}
