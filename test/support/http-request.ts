import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request as API Gateway hands it to a function (payload format 2.0). */
export function httpRequest(fields: {
  route: string;
  key?: string;
  body?: string;
  headers?: Record<string, string>;
  id?: string;
  query?: Record<string, string>;
}): APIGatewayProxyEventV2 {
  const [method = "", path = ""] = fields.route.split(" ");
  const rawPath = path.replace("{id}", fields.id ?? "");
  const authorization: Record<string, string> = fields.key ? { authorization: `Bearer ${fields.key}` } : {};
  return {
    version: "2.0",
    routeKey: fields.route,
    rawPath,
    rawQueryString: new URLSearchParams(fields.query).toString(),
    headers: { "content-type": "application/json", ...authorization, ...fields.headers },
    queryStringParameters: fields.query,
    pathParameters: fields.id === undefined ? undefined : { id: fields.id },
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: fields.route,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
    body: fields.body,
    isBase64Encoded: false,
  };
}
