import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { $ZodType, output } from "zod/v4/core";
import { Refusal, refuse } from "../../core/errors.ts";
import type { EndpointBody } from "./endpoint.ts";
import { lostNames } from "./lost-names.ts";
import { parseJson, validated } from "./schema.ts";

/** The request's body as text. Throws a 400 `Refusal` when the body isn't UTF-8. */
export function bodyText(request: Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">): string | undefined {
  if (!request.isBase64Encoded) return request.body;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(request.body ?? "", "base64"));
  } catch {
    throw new Refusal(400, "The body isn't UTF-8 text.", [{ path: "", message: "must be JSON in UTF-8" }]);
  }
}

/** The body's text as the schema outputs it. Throws a 400 or 422 `Refusal`. */
export function checkedBody<S extends $ZodType>(
  { schema, optional, freeNames }: EndpointBody<S>,
  text: string | undefined,
): output<S> {
  const value = optional && !text ? {} : parseJson(text);
  if (freeNames) refuse(lostNames(value));
  return validated(schema, value);
}
