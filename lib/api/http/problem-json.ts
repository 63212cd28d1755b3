import { PipelineFault, Refusal } from "../../core/errors.ts";
import type { ApiAnswer } from "./answers.ts";

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
 * The `application/problem+json` answer (RFC 9457) to an error. Only the text of a `Refusal` is safe to show: for any
 * other error, the caller learns only whether to try again.
 */
function problemAnswer(error: unknown): ApiAnswer {
  if (error instanceof Refusal) return problem(error.status, error.message, error);
  if (error instanceof PipelineFault) {
    return problem(503, "Temporarily unavailable. Try again.", { retryAfterSeconds: 2 });
  }
  return problem(500, "Internal error.");
}

function problem(
  status: number,
  detail: string,
  { errors = [], retryAfterSeconds, code }: Partial<Pick<Refusal, "errors" | "retryAfterSeconds" | "code">> = {},
): ApiAnswer {
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return {
    statusCode: status,
    headers,
    body: JSON.stringify({
      type: "about:blank",
      title: TITLES[status],
      status,
      code,
      detail,
      errors: shortened(errors),
    }),
  };
}

/**
 * Limits, because there may be many problems that quote long parts of the request, and an answer may have at most 6 MB.
 */
const MAX_PROBLEMS = 100;
const MAX_QUOTED = 1_000;

/** The first problems, with long texts cut. */
export function shortened(
  errors: Refusal["errors"],
  maxProblems = MAX_PROBLEMS,
  maxQuoted = MAX_QUOTED,
): Refusal["errors"] {
  const cut = (text: string): string => (text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text);
  return errors.slice(0, maxProblems).map(({ path, message }) => ({ path: cut(path), message: cut(message) }));
}

/** Middleware: answers a failed HTTP request with a problem, and logs failures inside Posthorn. */
export function problemJson(logger: { error(message: string, error: Error): void }) {
  return {
    onError: async (request: { error: Error | null; response: unknown }): Promise<void> => {
      const answer = problemAnswer(request.error);
      if (answer.statusCode >= 500 && request.error) logger.error("request failed", request.error);
      request.response = answer;
    },
  };
}
