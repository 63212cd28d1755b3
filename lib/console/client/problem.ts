import type { components } from "./api.d.ts";

type ProblemDetails = components["schemas"]["Problem"];
type InvalidInput = components["schemas"]["InvalidField"];

/** A request that the API refused, or that did not reach it. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  /** The HTTP status, or 0 without an answer. */
  readonly status: number;
  /** One entry for each invalid field. */
  readonly fields: readonly InvalidInput[];
  /** A word for programs, such as `code-expired`. */
  readonly code: string | undefined;

  constructor(status: number, { detail, errors, code }: Partial<ProblemDetails> & { code?: string }, cause?: unknown) {
    super(detail ?? "", { cause });
    this.status = status;
    this.fields = errors ?? [];
    this.code = code;
  }
}

/** Whether the API said that the caller has to sign in again. */
export const isUnauthorized = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

/** The problem that an answer describes. API Gateway's own answers have a `message` in place of a `detail`. */
export async function problemIn(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => ({}));
  return new ApiProblem(response.status, problemOf(body));
}

/** A body that was already parsed. */
export function problemOf(body: unknown): Partial<ProblemDetails> & { code?: string } {
  if (typeof body !== "object" || body === null) return {};
  if ("detail" in body) return body as ProblemDetails;
  return "message" in body && typeof body.message === "string" ? { detail: body.message } : {};
}
