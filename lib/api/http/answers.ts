/** A function's answer to API Gateway (payload format 2.0). */
export interface ApiAnswer<Status extends number = number> {
  statusCode: Status;
  headers: Record<string, string>;
  /** Values of `Set-Cookie` headers. */
  cookies?: string[];
  body: string;
  /** The body is base64, and API Gateway decodes it. */
  isBase64Encoded?: boolean;
}

/** A JSON answer. Takes a value, or JSON text where the exact text matters. */
export const jsonAnswer = <const Status extends number>(
  statusCode: Status,
  body: object | string,
): ApiAnswer<Status> => ({
  statusCode,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** The answer of an operation that has nothing to return. */
export const emptyAnswer = (): ApiAnswer<204> => ({ statusCode: 204, headers: {}, body: "" });
