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

  constructor(status: number, { detail, errors }: Partial<ProblemDetails>, cause?: unknown) {
    super(detail ?? "", { cause });
    this.status = status;
    this.fields = errors ?? [];
  }
}

/** Whether the API said that the caller has to sign in again. */
export const isUnauthorized = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

/** Whether the API said that there is no such thing. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;

/** The fields of the request that the API called invalid. */
export const invalidFields = (error: unknown): readonly InvalidInput[] =>
  error instanceof ApiProblem ? error.fields : [];

/**
 * The invalid fields at a place of the request or below it.
 *
 * @param pointer a JSON Pointer such as `/rateLimit`
 */
export const invalidFieldsAt = (error: unknown, pointer: string): readonly InvalidInput[] =>
  invalidFields(error).filter(({ path }) => path === pointer || path.startsWith(`${pointer}/`));

/** The problem in the body of an answer. API Gateway's own answers have a `message` in place of a `detail`. */
export function problemOf(body: unknown): Partial<ProblemDetails> {
  if (typeof body !== "object" || body === null) return {};
  if ("detail" in body) return body as ProblemDetails;
  return "message" in body && typeof body.message === "string" ? { detail: body.message } : {};
}
