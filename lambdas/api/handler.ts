import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { notFound } from "../../lib/contract/http.ts";
import { type HttpAnswer, problemJson } from "../../lib/contract/problem-json.ts";
import type { ApiRoute } from "../../lib/contract/routes.ts";
import { type LogPorts, logOperations } from "./log.ts";
import { type AuthPorts, guards, type Route } from "./routes.ts";
import { type SubscriptionPorts, subscriptionOperations } from "./subscriptions.ts";
import { type TenantPorts, tenantOperations } from "./tenants.ts";

export interface ApiPorts extends AuthPorts, TenantPorts, SubscriptionPorts, LogPorts {
  subscriptions: SubscriptionPorts["subscriptions"];
  logger: Logger;
}

/** The management API. API Gateway has chosen the route already. */
export function apiHandler(ports: ApiPorts) {
  const { admin, reads, changes } = guards(ports);
  const tenants = tenantOperations(ports);
  const subscriptions = subscriptionOperations(ports);
  const log = logOperations(ports);

  const routes: Record<ApiRoute, Route> = {
    "POST /api/v1/tenants": admin(tenants.create),
    "POST /api/v1/tenants/{id}/api-keys": admin(tenants.createApiKey),
    "POST /api/v1/subscriptions": changes(subscriptions.create),
    "POST /api/v1/webhooks": changes(subscriptions.create),
    "GET /api/v1/subscriptions": reads(subscriptions.list),
    "GET /api/v1/subscriptions/{id}": reads(subscriptions.read),
    "PATCH /api/v1/subscriptions/{id}": changes(subscriptions.update),
    "DELETE /api/v1/subscriptions/{id}": changes(subscriptions.remove),
    "GET /api/v1/subscriptions/{id}/deliveries": reads(log.listSubscriptionDeliveries),
    "GET /api/v1/events/{id}": reads(log.readEvent),
    "GET /api/v1/events/{id}/deliveries": reads(log.listEventDeliveries),
    "GET /api/v1/deliveries/{id}": reads(log.readDelivery),
  };
  const byKey = new Map<string, Route>(Object.entries(routes));

  const handle = async (request: APIGatewayProxyEventV2): Promise<HttpAnswer> => {
    const route = byKey.get(request.routeKey);
    if (!route) throw notFound();
    return route(request);
  };
  return middy(handle).use(injectLambdaContext(ports.logger)).use(problemJson(ports.logger));
}
