import type { Logger } from "@aws-lambda-powertools/logger";
import { type CurlPorts, curlOperation } from "../../lib/api/deliveries/curl-operation.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import { anyone, type Route, type TenantAuthPorts, tenantGuards } from "../../lib/api/http/guards.ts";
import { type IdempotencyPorts, onceOnly } from "../../lib/api/http/once-only.ts";
import type { ApiRoute } from "../../lib/api/routes.ts";
import { type PublicKeyPorts, publicKeyOperation } from "../../lib/api/secrets/public-key-operation.ts";
import { type SecretPorts, secretOperations } from "../../lib/api/secrets/secret-operations.ts";
import { type StreamPorts, streamOperation } from "../../lib/api/stream/stream-operation.ts";
import { type SubscriptionPorts, subscriptionOperations } from "../../lib/api/subscriptions/subscription-operations.ts";
import { type TestSendPorts, testSendOperation } from "../../lib/api/test-sends/test-send-operation.ts";

export interface ApiPorts extends TenantAuthPorts, SubscriptionPorts, SecretPorts, TestSendPorts {
  subscriptions: SubscriptionPorts["subscriptions"];
  secrets: SubscriptionPorts["secrets"];
  rules: SubscriptionPorts["rules"];
  idempotency: IdempotencyPorts["idempotency"];
  publicKeys: PublicKeyPorts["publicKeys"];
  log: CurlPorts["log"] & StreamPorts["log"] & SubscriptionPorts["log"];
  sign: CurlPorts["sign"];
  editor: StreamPorts["editor"];
  logger: Logger;
}

/** What a tenant sets up: subscriptions and their secrets; and what is signed on request. */
export function apiHandler(ports: ApiPorts) {
  const { reads, changes } = tenantGuards(ports);
  const once = onceOnly(ports);
  const subscriptions = subscriptionOperations(ports);
  const secrets = secretOperations(ports);

  const routes: Record<ApiRoute, Route> = {
    "GET /api/v1/public-keys/{id}": anyone(publicKeyOperation(ports)),
    "POST /api/v1/subscriptions": changes(once(subscriptions.create)),
    "POST /api/v1/webhooks": changes(once(subscriptions.create)),
    "GET /api/v1/subscriptions": reads(subscriptions.list),
    "GET /api/v1/subscriptions/{id}": reads(subscriptions.read),
    "PATCH /api/v1/subscriptions/{id}": changes(subscriptions.update),
    "DELETE /api/v1/subscriptions/{id}": changes(subscriptions.remove),
    "POST /api/v1/subscriptions/{id}/rotate-secret": changes(secrets.rotate),
    "GET /api/v1/subscriptions/{id}/secret": changes(secrets.show),
    "POST /api/v1/subscriptions/{id}/test": changes(testSendOperation(ports)),
    "GET /api/v1/subscriptions/{id}/stream": changes(streamOperation(ports)),
    "GET /api/v1/deliveries/{id}/attempts/{number}/curl": changes(curlOperation(ports)),
  };
  return httpFunction(routes, ports.logger);
}
