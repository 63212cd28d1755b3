import type { Logger } from "@aws-lambda-powertools/logger";
import { type AttemptRequestPorts, attemptOperations } from "../../lib/api/deliveries/attempt-operations.ts";
import { attemptRoutes } from "../../lib/api/deliveries/attempt-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, tenantGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type StreamPorts, streamOperations } from "../../lib/api/stream/stream-operations.ts";
import { streamRoutes } from "../../lib/api/stream/stream-routes.ts";
import { type TestSendPorts, testSendOperations } from "../../lib/api/test-sends/test-send-operations.ts";
import { testSendRoutes } from "../../lib/api/test-sends/test-send-routes.ts";

export type SigningFunctionPorts = AuthPorts &
  TestSendPorts &
  StreamPorts &
  AttemptRequestPorts & { logger: Logger; hop: string };

/** Serves what is signed on request: test sends, the stream of a pull subscription, and the POSTs of attempts. */
export const signingHandler = (ports: SigningFunctionPorts) =>
  httpFunction<ServedBy["signing"]>(
    { guards: tenantGuards(ports), logger: ports.logger, hop: ports.hop },
    serve(testSendRoutes, testSendOperations(ports)),
    serve(streamRoutes, streamOperations(ports)),
    serve(attemptRoutes, attemptOperations(ports)),
  );
