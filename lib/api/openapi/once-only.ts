import type { HeaderDescription, OperationDescription } from "./operation.ts";

const KEY: HeaderDescription = {
  description:
    "Names the request: repeated within 24 hours with the same key and body it gets the same answer, and nothing is done again.",
  example: "order-1001",
};

const IN_USE = "The idempotency key came with another request, or with one that is still under way.";

/** The description with what an `Idempotency-Key` brings with it. */
export function withOnceOnly(operation: OperationDescription): OperationDescription {
  if (!operation.onceOnly) return operation;
  const { headers, refusals = {}, answers } = operation;
  const replayed = { "idempotency-replayed": "`true` when it is the answer to an earlier request with the key." };
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
