import { PipelineFault, Refusal } from "../../core/errors.ts";

/** What a function answers API Gateway with (payload format 2.0). */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/**
 * The `application/problem+json` answer (RFC 9457) for an error. Only a `Refusal` speaks for itself; of
 * everything else a caller learns no more than whether to try again.
 */
function problemAnswer(error: unknown): HttpAnswer {
  if (error instanceof Refusal) return problem(error.status, error.message, error.errors);
  if (error instanceof PipelineFault) return problem(503, "Nothing was lost on your side: send it again in a moment.");
  return problem(500, "Something went wrong on our side.");
}

function problem(status: number, detail: string, errors: Refusal["errors"] = []): HttpAnswer {
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 503) headers["retry-after"] = "2";
  return {
    statusCode: status,
    headers,
    body: JSON.stringify({ type: "about:blank", title: TITLES[status], status, detail, errors: worthReading(errors) }),
  };
}

/** Paths and messages quote what was sent, of any length and number, and a function may answer with 6 MB. */
const MAX_PROBLEMS = 100;
const MAX_QUOTED = 1_000;

const worthReading = (errors: Refusal["errors"]): Refusal["errors"] =>
  errors.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({ path: cut(path), message: cut(message) }));

const cut = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);

/** A JSON answer. `body` is a value, or JSON text where the exact text matters. */
export const jsonAnswer = (statusCode: number, body: object | string): HttpAnswer => ({
  statusCode,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** Done, and there is nothing to say. */
export const emptyAnswer = (): HttpAnswer => ({ statusCode: 204, headers: {}, body: "" });

/** Middleware: answers a failed HTTP request with a problem, and logs those that are our own fault. */
export function problemJson(logger: { error(message: string, error: Error): void }) {
  return {
    onError: async (request: { error: Error | null; response: unknown }): Promise<void> => {
      const answer = problemAnswer(request.error);
      if (answer.statusCode >= 500 && request.error) logger.error("request failed", request.error);
      request.response = answer;
    },
  };
}
