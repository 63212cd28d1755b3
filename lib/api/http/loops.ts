import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Refusal } from "../../core/errors.ts";
import { HOP_HEADER, namesHop } from "../../core/subscription/hop.ts";

/** Throws a 422 `Refusal` if this stack itself sent the request: a subscription leads back to the API. */
export function refuseLoop({ headers }: Pick<APIGatewayProxyEventV2, "headers">, hop: string): void {
  if (!namesHop(headers[HOP_HEADER], hop)) return;
  throw new Refusal(422, "This request is one of Posthorn's own deliveries. A subscription leads back to the API.", [
    { path: `/headers/${HOP_HEADER}`, message: "names this stack: accepting the request would start a loop" },
  ]);
}

/** Where API Gateway received a request. */
type RequestPlace = Pick<APIGatewayProxyEventV2["requestContext"], "apiId" | "domainName">;

/**
 * The API's host names, as far as a request tells: the one that it was sent to, and the default one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
 *
 * @param region Lambda sets this variable
 */
export function apiHosts({ apiId, domainName }: RequestPlace, region = process.env.AWS_REGION ?? ""): string[] {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return [domainName.toLowerCase(), `${apiId}.execute-api.${region}.${suffix}`.toLowerCase()];
}
