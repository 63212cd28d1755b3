import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { $ZodType, output } from "zod/v4/core";
import { Refusal, refuse } from "../../core/errors.ts";
import { rawMembers } from "../../core/kit/raw-json.ts";
import type { EndpointBody } from "./endpoint.ts";
import { lostNames } from "./lost-names.ts";
import { parseJson, validated } from "./schema.ts";

type RequestBody = Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded" | "headers">;

/** The request's body as text. Throws a 400 `Refusal` when the body certainly isn't UTF-8. */
export function bodyText({ body, isBase64Encoded, headers }: RequestBody): string | undefined {
  if (isBase64Encoded) return decoded(body ?? "");
  if (body !== undefined && wasRepaired(body, headers["content-length"])) throw notUtf8();
  return body;
}

function decoded(base64: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    throw notUtf8();
  }
}

const notUtf8 = (): Refusal =>
  new Refusal(400, "The body isn't UTF-8 text.", [{ path: "", message: "must be JSON in UTF-8" }]);

/**
 * API Gateway passes a body of a textual content type on as a string
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html). Bytes that
 * aren't UTF-8 have then become U+FFFD, which takes three bytes. So the text has another length than the body that the
 * client sent, unless three bytes became one U+FFFD. That case, and a request without `content-length`, look the same
 * as a body in which the client itself wrote U+FFFD.
 */
const wasRepaired = (text: string, contentLength: string | undefined): boolean =>
  text.includes("\ufffd") && contentLength !== undefined && Number(contentLength) !== Buffer.byteLength(text);

/** The body's text as the schema outputs it. Throws a 400 or 422 `Refusal`. */
export function checkedBody<S extends $ZodType>(
  { schema, optional, freeNames, asSent }: EndpointBody<S>,
  text: string | undefined,
): output<S> {
  const value = optional && !text ? {} : parseJson(text);
  // Nothing is lost of a member that is kept as text.
  if (freeNames) refuse(lostNames(asSent ? { ...(value as object), [asSent]: undefined } : value));
  const body = validated(schema, value);
  const sent = asSent && text && rawMembers(text).get(asSent);
  return sent ? ({ ...(body as object), [asSent]: sent } as output<S>) : body;
}
