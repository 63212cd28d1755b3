import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "./guards.ts";
import { type HttpAnswer, problemJson } from "./problem-json.ts";
import { notFound } from "./requests.ts";

/** A function that answers these routes, of which API Gateway has chosen one already. */
export function httpFunction(routes: Record<string, Route>, logger: Logger) {
  const byKey = new Map<string, Route>(Object.entries(routes));

  const handle = async (request: APIGatewayProxyEventV2): Promise<HttpAnswer> => {
    const route = byKey.get(request.routeKey);
    if (!route) throw notFound();
    return route(request);
  };
  return middy(handle).use(injectLambdaContext(logger)).use(problemJson(logger));
}
