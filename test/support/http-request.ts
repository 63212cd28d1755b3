import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request as API Gateway sends it to a function (payload format 2.0). */
export function httpRequest(fields: {
  route: string;
  key?: string;
  body?: string;
  headers?: Record<string, string>;
  id?: string;
  /** Path parameters other than `id`. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** The host name that the request was sent to. */
  domainName?: string;
  /** The request comes in at the console host. */
  atConsole?: boolean;
  cookies?: string[];
}): APIGatewayProxyEventV2 {
  const [method = "", path = ""] = fields.route.split(" ");
  const params = { ...(fields.id === undefined ? {} : { id: fields.id }), ...fields.params };
  const rawPath = path.replace(/\{(\w+)\}/g, (_all, name: string) => (params as Record<string, string>)[name] ?? "");
  const authorization: Record<string, string> = fields.key ? { authorization: `Bearer ${fields.key}` } : {};
  return {
    version: "2.0",
    routeKey: fields.route,
    rawPath,
    rawQueryString: new URLSearchParams(fields.query).toString(),
    headers: { "content-type": "application/json", ...authorization, ...fields.headers },
    queryStringParameters: fields.query,
    pathParameters: Object.keys(params).length === 0 ? undefined : params,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: fields.domainName ?? "localhost",
      domainPrefix: "localhost",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: fields.route,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
    ...(fields.atConsole && { stageVariables: { host: "console" } }),
    ...(fields.cookies && { cookies: fields.cookies }),
    body: fields.body,
    isBase64Encoded: false,
  };
}
