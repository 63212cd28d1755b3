import type { Logger } from "@aws-lambda-powertools/logger";
import {
  type ConsoleSessionPorts,
  consoleSessionOperations,
} from "../../lib/api/console-sessions/console-session-operations.ts";
import { consoleSessionRoutes } from "../../lib/api/console-sessions/console-session-routes.ts";
import { type OidcPorts, oidcOperations } from "../../lib/api/console-sessions/oidc-operations.ts";
import { oidcRoutes } from "../../lib/api/console-sessions/oidc-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { anyone, consoleGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";

export type SessionPorts = ConsoleSessionPorts & OidcPorts & { logger: Logger; hop: string };

/** Serves the sign-in to the console. */
export const sessionHandler = (ports: SessionPorts) =>
  httpFunction<ServedBy["session"]>(
    { guards: { ...consoleGuards(ports), none: anyone }, logger: ports.logger, hop: ports.hop },
    serve(consoleSessionRoutes, consoleSessionOperations(ports)),
    serve(oidcRoutes, oidcOperations(ports)),
  );
