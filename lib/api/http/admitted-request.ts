import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type ConsoleRequest, consoleRequest } from "./console-request.ts";
import type { Caller } from "./endpoint.ts";
import { apiHosts } from "./loops.ts";
import { notFound } from "./refusals.ts";

/** A request whose caller is known, before its query string and body are checked. */
export interface AdmittedRequest extends Caller {
  /** As API Gateway sent it. */
  event: APIGatewayProxyEventV2;
  id: string;
  params: Record<string, string | undefined>;
  apiHosts: readonly string[];
  console?: ConsoleRequest | undefined;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
}

/** Throws a 404 `Refusal` if a path parameter can't be an id, a name or a number. */
export function admittedRequest(event: APIGatewayProxyEventV2, caller: Caller): AdmittedRequest {
  const params = event.pathParameters ?? {};
  if (!Object.values(params).every((text) => text === undefined || PLAIN.test(text))) throw notFound();
  return {
    ...caller,
    event,
    id: params.id ?? "",
    params,
    apiHosts: apiHosts(event.requestContext),
    console: consoleRequest(event),
    header: (name) => event.headers[name],
  };
}

/** All ids, names and numbers in paths have this form. A name with a slash is sent in the query string instead. */
export const PLAIN = /^[A-Za-z0-9_.: -]{1,200}$/;
