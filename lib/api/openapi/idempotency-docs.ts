import type { HeaderDescription, OperationDescription } from "./operation-description.ts";

/** The form of an idempotency key: 1 to 255 printable ASCII characters, without spaces. */
export const KEY_FORM = { maxLength: 255, pattern: "^[!-~]+$" };

const KEY: HeaderDescription = {
  keywords: KEY_FORM,
  description:
    "Identifies the request. A repeat within 24 hours, with the same key and body, gets the same answer and changes nothing.",
  example: "order-1001",
};

const IN_USE = "The idempotency key was sent with another request, or its first request is still in progress.";

/** Adds the `Idempotency-Key` to the description of an operation that takes it. */
export function withIdempotency(operation: OperationDescription): OperationDescription {
  if (!operation.onceOnly) return operation;
  const { headers, refusals = {}, answers } = operation;
  const replayed = { "idempotency-replayed": "`true` for a repeated answer." };
  return {
    ...operation,
    headers: { ...headers, "idempotency-key": KEY },
    refusals: { ...refusals, 409: [refusals[409], IN_USE].filter(Boolean).join(" ") },
    answers: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        { ...answer, headers: { ...answer.headers, ...replayed } },
      ]),
    ),
  };
}
