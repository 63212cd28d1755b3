import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type AdmittedRequest, admittedRequest } from "./admitted-request.ts";
import type { ApiAnswer } from "./answers.ts";
import { type Endpoint, type Endpoints, routesTo } from "./endpoint.ts";
import type { Guard } from "./guards.ts";
import { refuseLoop } from "./loops.ts";
import { namingTheMissing } from "./missing.ts";
import type { OnceOnly } from "./once-only.ts";
import { problemJson } from "./problem-json.ts";
import { notFound } from "./refusals.ts";
import type { Served } from "./serve.ts";

type EndpointIn<Lists extends readonly Endpoints[]> = { [I in keyof Lists]: Lists[I][keyof Lists[I]] }[number];

/** A guard for each kind of access, and `once` if any endpoint takes an `Idempotency-Key`. */
export type DispatchPorts<Lists extends readonly Endpoints[]> = {
  guards: Record<EndpointIn<Lists>["access"], Guard>;
  logger: Logger;
  /** The name of this stack in `posthorn-hop`. Without it, no request counts as one of the stack's own. */
  hop?: string;
} & (Extract<EndpointIn<Lists>, { onceOnly: true }> extends never ? { once?: undefined } : { once: OnceOnly });

/**
 * A function that answers requests to endpoints: it authorizes the caller, refuses the stack's own POSTs, claims the
 * idempotency key, checks the query string and the body, and runs the operation.
 *
 * @template Lists the endpoints that the function must serve
 */
export function httpFunction<Lists extends readonly Endpoints[]>(
  { guards, once, logger, hop }: DispatchPorts<Lists>,
  ...served: { [I in keyof Lists]: Served<Lists[I]> }
) {
  const routes = new Map<string, Route>();
  for (const list of served as readonly Served<Endpoints>[]) {
    for (const [id, endpoint] of Object.entries(list.routes)) {
      const route = guarded(endpoint, (request) => list.run(id, request));
      for (const key of routesTo(endpoint)) routes.set(key, route);
    }
  }

  function guarded(endpoint: Endpoint, run: (request: AdmittedRequest) => Promise<ApiAnswer>): Route {
    const { access, onceOnly } = endpoint;
    return async (event) =>
      namingTheMissing(event, access, async () => {
        const request = admittedRequest(event, await guards[access as keyof typeof guards](event, endpoint));
        if (hop !== undefined) refuseLoop(event, hop);
        return onceOnly && once ? once(request, () => run(request)) : run(request);
      });
  }

  const handle: Route = async (event) => {
    const route = routes.get(event.routeKey);
    if (!route) throw notFound();
    return route(event);
  };
  return middy(handle).use(injectLambdaContext(logger)).use(problemJson(logger));
}

type Route = (event: APIGatewayProxyEventV2) => Promise<ApiAnswer>;
