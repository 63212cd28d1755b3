import type { AdmittedRequest } from "./admitted-request.ts";
import type { ApiAnswer } from "./answers.ts";
import type { Endpoint, Endpoints, Operations } from "./endpoint.ts";
import { bodyText, checkedBody } from "./inputs.ts";
import { validated } from "./schema.ts";

/** Endpoints that have operations. */
export interface Served<R extends Endpoints> {
  routes: R;
  /** Checks the query string and the body of a request, and runs an operation. */
  run(id: keyof R & string, request: AdmittedRequest): Promise<ApiAnswer>;
}

/** Serves endpoints. Operations get the query string and the body as the endpoints' schemas output them. */
export const serve = <R extends Endpoints>(routes: R, operations: Operations<R>): Served<R> => ({
  routes,
  run: async (id, request) => {
    const { query, body } = routes[id] as Endpoint;
    const inputs = {
      query: query && validated(query, request.event.queryStringParameters ?? {}),
      body: body && checkedBody(body, bodyText(request.event)),
    };
    return (operations[id] as unknown as AnyOperation)({ ...request, ...inputs });
  },
});

type EndpointWithoutInputs = Endpoint & { query?: undefined; body?: undefined };

/** Serves endpoints that read neither query string nor body. A bundle that has no other endpoints contains no zod. */
export const serveWithoutInputs = <R extends Readonly<Record<string, EndpointWithoutInputs>>>(
  routes: R,
  operations: Operations<R>,
): Served<R> => ({ routes, run: (id, request) => (operations[id] as unknown as AnyOperation)(request) });

/** An operation for requests that its endpoint has just checked. */
type AnyOperation = (request: AdmittedRequest & { query?: unknown; body?: unknown }) => Promise<ApiAnswer>;
