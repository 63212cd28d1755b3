import type { IncomingMessage } from "node:http";
import type { RequestTarget } from "./request-target.ts";

export interface HttpEventInput {
  request: IncomingMessage;
  target: RequestTarget;
  body: Buffer;
  routeKey: string;
  pathParameters: Record<string, string>;
  requestId: string;
  apiId: string;
  accountId: string;
  stageVariables?: Record<string, string> | undefined;
  nowMs: number;
}

/**
 * Builds the event of a Lambda proxy integration in payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 * API Gateway omits some keys when they are empty. These keys are undefined here, so the JSON omits them too.
 */
export function httpEvent({ request, target, body, routeKey, pathParameters, ...source }: HttpEventInput): object {
  const { cookie, ...headers } = joinedHeaders(request);
  const isBase64Encoded = body.length > 0 && !isText(headers);
  return {
    version: "2.0",
    routeKey,
    rawPath: target.path,
    rawQueryString: target.rawQuery,
    cookies: cookie?.split(/; */),
    headers: { ...headers, ...forwardedHeaders(request, source.requestId) },
    queryStringParameters: target.query,
    requestContext: requestContext(request, target, routeKey, source),
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : undefined,
    body: body.length > 0 ? body.toString(isBase64Encoded ? "base64" : "utf8") : undefined,
    isBase64Encoded,
    stageVariables: source.stageVariables,
  };
}

function requestContext(
  request: IncomingMessage,
  target: RequestTarget,
  routeKey: string,
  { accountId, apiId, requestId, nowMs }: Pick<HttpEventInput, "accountId" | "apiId" | "requestId" | "nowMs">,
): object {
  return {
    accountId,
    apiId,
    domainName: request.headers.host ?? "",
    domainPrefix: apiId,
    http: {
      method: request.method,
      path: target.path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? "",
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId,
    routeKey,
    stage: "$default",
    time: commonLogTime(nowMs),
    timeEpoch: nowMs,
  };
}

function joinedHeaders(request: IncomingMessage): Record<string, string> & { cookie?: string } {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values) headers[name] = values.join(name === "cookie" ? "; " : ",");
  }
  return headers;
}

function forwardedHeaders(request: IncomingMessage, requestId: string): Record<string, string> {
  return {
    "x-amzn-trace-id": `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll("-", "").slice(8)}`,
    "x-forwarded-for": request.socket.remoteAddress ?? "",
    "x-forwarded-port": String(request.socket.localPort ?? ""),
    "x-forwarded-proto": "http",
  };
}

const TEXT = /^(text\/|application\/(json|javascript|xml|[^;\s]+\+(json|xml))\s*(;|$))/i;

/**
 * API Gateway passes a body on as text when its content type is textual. It encodes every other body as base64,
 * including forms and bodies without a content type.
 */
const isText = (headers: Record<string, string>): boolean =>
  headers["content-encoding"] === undefined && TEXT.test(headers["content-type"] ?? "");

/** `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(ms: number): string {
  const [, day, month, year, time] = new Date(ms).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
