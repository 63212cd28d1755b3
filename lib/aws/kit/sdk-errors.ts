import { PipelineFault } from "../../core/errors.ts";

/** Makes an SDK call. An error becomes a `PipelineFault` with the error as its cause. */
export async function orFault<T>(message: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asFault(message, error);
  }
}

/** Wraps an SDK error in a `PipelineFault`. Returns a `PipelineFault` unchanged. */
export const asFault = (message: string, error: unknown): PipelineFault =>
  error instanceof PipelineFault ? error : new PipelineFault(message, error);

/** Is this the SDK's exception with this name? Names, unlike classes, match across bundles and worker threads. */
export const isException = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
