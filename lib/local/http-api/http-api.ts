import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TooManyRequests } from "../functions/concurrency.ts";
import { RequestTooLarge } from "../functions/function-error.ts";
import type { AccessLogValues } from "./access-log.ts";
import { answerOf, type GatewayAnswer, gatewayAnswer, INTERNAL_ERROR } from "./gateway-answer.ts";
import { httpEvent } from "./http-event.ts";
import { parseTarget, type RequestTarget } from "./request-target.ts";
import { createRouter, type GatewayRoute, type RouteMatch } from "./router.ts";
import { createThrottle, type ThrottleSettings } from "./throttle.ts";

/** The function behind a route. */
export interface Integration {
  /** Invokes the function. See `LocalFunction`. */
  invoke(event: unknown): Promise<unknown>;
  timeoutMs: number;
}

/** An HTTP API as the template describes it. */
export interface HttpApiSpec {
  apiId: string;
  accountId: string;
  routes: GatewayRoute<Integration>[];
  throttle: ThrottleSettings | undefined;
  /** Routes with a throttle of their own, by route key. Their requests don't count for the others. */
  routeThrottles?: ReadonlyMap<string, ThrottleSettings>;
  /** The functions get these with each request. */
  stageVariables?: Record<string, string> | undefined;
  /** Called for each answered request. */
  log(values: AccessLogValues): void;
}

/** Answers a request. Never rejects. */
export type HttpApi = (request: IncomingMessage) => Promise<GatewayAnswer>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const TOO_LARGE = gatewayAnswer(413, "Request Entity Too Large");
const UNAVAILABLE = gatewayAnswer(503, "Service Unavailable");

/** Creates the API Gateway between clients and functions: it routes, throttles and logs requests. */
export function createHttpApi({ routes, throttle, routeThrottles, log, ...source }: HttpApiSpec): HttpApi {
  const route = createRouter(routes);
  const common = throttle ? createThrottle(throttle) : () => true;
  const own = new Map([...(routeThrottles ?? [])].map(([key, settings]) => [key, createThrottle(settings)]));

  async function answer(request: IncomingMessage): Promise<GatewayAnswer> {
    const requestId = randomUUID();
    const startMs = Date.now();
    const answered = await respond(request, requestId).catch(() => INTERNAL_ERROR);
    log(accessValues(request, answered, requestId, startMs));
    return { ...answered, headers: { ...answered.headers, "apigw-requestid": requestId } };
  }

  async function respond(request: IncomingMessage, requestId: string): Promise<GatewayAnswer> {
    const target = parseTarget(request.url ?? "");
    if (!target) return gatewayAnswer(400, "Bad Request");
    const match = route(request.method ?? "", target.segments);
    if (!match) return gatewayAnswer(404, "Not Found");
    const mayPass = own.get(match.route.key) ?? common;
    if (!mayPass()) return gatewayAnswer(429, "Too Many Requests");
    const body = await readBody(request);
    return body ? integrate(request, target, match, body, requestId) : TOO_LARGE;
  }

  async function integrate(
    request: IncomingMessage,
    target: RequestTarget,
    { route, pathParameters }: RouteMatch<Integration>,
    body: Buffer,
    requestId: string,
  ): Promise<GatewayAnswer> {
    const names = { routeKey: route.key, pathParameters, requestId };
    const event = httpEvent({ request, target, body, ...names, ...source, nowMs: Date.now() });
    return invokeWithin(route.target, event);
  }

  return answer;
}

function accessValues(
  request: IncomingMessage,
  { status, body }: GatewayAnswer,
  requestId: string,
  startMs: number,
): AccessLogValues {
  return {
    requestId,
    requestTime: new Date(startMs).toISOString(),
    "identity.sourceIp": request.socket.remoteAddress,
    "identity.userAgent": request.headers["user-agent"],
    httpMethod: request.method,
    path: request.url?.split("?")[0],
    protocol: `HTTP/${request.httpVersion}`,
    status,
    responseLength: body.length,
    responseLatency: Date.now() - startMs,
  };
}

/** A function that takes longer than its integration's timeout keeps running, but nobody waits for its answer. */
async function invokeWithin({ invoke, timeoutMs }: Integration, event: object): Promise<GatewayAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<GatewayAnswer>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, UNAVAILABLE);
  });
  const answer = invoke(event).then(answerOf, failureAnswer);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failureAnswer(error: unknown): GatewayAnswer {
  if (error instanceof RequestTooLarge) return TOO_LARGE;
  return error instanceof TooManyRequests ? UNAVAILABLE : INTERNAL_ERROR;
}

/** Reads the body. Returns undefined when it is too large, and discards the rest as it arrives. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
