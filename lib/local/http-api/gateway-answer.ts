import { validateHeaderName, validateHeaderValue } from "node:http";

/** The answer to the client. */
export interface GatewayAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

interface FunctionAnswer {
  statusCode: number;
  headers?: Record<string, unknown>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** Builds an answer of API Gateway itself: `{"message": …}`. */
export function gatewayAnswer(status: number, message: string): GatewayAnswer {
  return jsonAnswer(status, JSON.stringify({ message }));
}

export const INTERNAL_ERROR = gatewayAnswer(500, "Internal Server Error");

/**
 * Converts a function's return value into an answer. A value without a `statusCode` becomes the JSON body of a 200
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response).
 */
export function answerOf(returned: unknown): GatewayAnswer {
  if (!hasStatus(returned)) return jsonAnswer(200, JSON.stringify(returned ?? null));
  const { statusCode, cookies, body, isBase64Encoded } = returned;
  const headers = headersOf(returned);
  const wellFormed = Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599;
  if (!headers || !wellFormed || (body !== undefined && typeof body !== "string")) return INTERNAL_ERROR;
  return {
    status: statusCode,
    headers: { "content-type": "text/plain;charset=UTF-8", ...headers, ...(cookies && { "set-cookie": cookies }) },
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
  };
}

/** Returns the headers with names in lower case, or undefined when one of them is invalid. */
function headersOf({ headers = {} }: FunctionAnswer): Record<string, string> | undefined {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  try {
    for (const [name, value] of named) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return Object.fromEntries(named);
  } catch {
    return undefined;
  }
}

function hasStatus(value: unknown): value is FunctionAnswer {
  return typeof value === "object" && value !== null && "statusCode" in value;
}

function jsonAnswer(status: number, json: string): GatewayAnswer {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(json) };
}
