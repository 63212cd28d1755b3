import type { Logger } from "@aws-lambda-powertools/logger";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { type AuthPorts, anyone, tenantGuards } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import { serve } from "../../lib/api/http/serve.ts";
import { type PublicKeyPorts, publicKeyOperations } from "../../lib/api/secrets/public-key-operations.ts";
import { publicKeyRoutes } from "../../lib/api/secrets/public-key-routes.ts";
import { type SecretPorts, secretOperations } from "../../lib/api/secrets/secret-operations.ts";
import { secretRoutes } from "../../lib/api/secrets/secret-routes.ts";
import { type SubscriptionPorts, subscriptionOperations } from "../../lib/api/subscriptions/subscription-operations.ts";
import { subscriptionRoutes } from "../../lib/api/subscriptions/subscription-routes.ts";

export type ApiPorts = AuthPorts &
  IdempotencyPorts &
  SubscriptionPorts &
  SecretPorts &
  PublicKeyPorts & { logger: Logger; hop: string };

/** Serves a tenant's subscriptions, their secrets and their public keys. */
export const apiHandler = (ports: ApiPorts) =>
  httpFunction<ServedBy["api"]>(
    { guards: { ...tenantGuards(ports), none: anyone }, once: onceOnly(ports), logger: ports.logger, hop: ports.hop },
    serve(publicKeyRoutes, publicKeyOperations(ports)),
    serve(subscriptionRoutes(ports.limits), subscriptionOperations(ports)),
    serve(secretRoutes, secretOperations(ports)),
  );
