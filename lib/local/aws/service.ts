import type { z } from "zod";
import { AwsError } from "./aws-error.ts";

/** One operation of a service that runs in this process: takes the request's JSON, returns the answer's. */
export type Operation = (input: unknown, signal: AbortSignal) => unknown;

/** A service: its operations by name, such as `GetSecretValue`. */
export type Service = Readonly<Record<string, Operation>>;

/**
 * An operation whose input has the given shape. Members that the shape does not name are ignored; one of a wrong
 * type is a `SerializationException`, as it is on AWS.
 */
export function operation<Shape extends z.ZodType>(
  shape: Shape,
  run: (input: z.output<Shape>, signal: AbortSignal) => unknown,
): Operation {
  return function runOperation(input, signal) {
    const parsed = shape.safeParse(input);
    if (!parsed.success) throw new AwsError("SerializationException", parsed.error.issues[0]?.message ?? "bad input");
    return run(parsed.data, signal);
  };
}
