import type { Logger } from "@aws-lambda-powertools/logger";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, anyone, portalGuards } from "../../lib/api/http/guards.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type BrandingPorts, brandingOperations } from "../../lib/api/portal/branding-operations.ts";
import { brandingRoutes } from "../../lib/api/portal/branding-routes.ts";
import { type PortalPorts, portalOperations } from "../../lib/api/portal/portal-operations.ts";
import { portalRoutes } from "../../lib/api/portal/portal-routes.ts";

export type PortalFunctionPorts = AuthPorts & PortalPorts & BrandingPorts & { logger: Logger; hop: string };

/** Serves the endpoints that start, renew and end sessions of the portal, and that say how it looks. */
export const portalHandler = (ports: PortalFunctionPorts) =>
  httpFunction<ServedBy["portal"]>(
    { guards: { ...portalGuards(ports), none: anyone }, logger: ports.logger, hop: ports.hop },
    serve(portalRoutes, portalOperations(ports)),
    serve(brandingRoutes, brandingOperations(ports)),
  );
