import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import { AwsError } from "./aws-error.ts";

/**
 * An operation of a service in this process. Takes the request's parsed JSON and its headers, and returns the answer's
 * JSON.
 */
export type ServiceOperation = (input: unknown, signal: AbortSignal, headers?: IncomingHttpHeaders) => unknown;

/** A service: its operations by name, such as `GetSecretValue`. */
export type Service = Readonly<Record<string, ServiceOperation>>;

/**
 * Creates an operation whose input has the given shape. Ignores members that the shape does not name. As on AWS, a
 * member of the wrong type is a `SerializationException`.
 */
export function operation<Shape extends z.ZodType>(
  shape: Shape,
  run: (input: z.output<Shape>, signal: AbortSignal, headers: IncomingHttpHeaders) => unknown,
): ServiceOperation {
  return function runOperation(input, signal, headers = {}) {
    const parsed = shape.safeParse(input);
    if (!parsed.success) throw new AwsError("SerializationException", parsed.error.issues[0]?.message ?? "bad input");
    return run(parsed.data, signal, headers);
  };
}
