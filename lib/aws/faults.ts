import { PipelineFault } from "../core/errors.ts";

/** Makes a call of the SDK; whatever goes wrong in it becomes a `PipelineFault` with the error as its cause. */
export async function orFault<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asFault(what, error);
  }
}

/** The fault for an error of the SDK; a fault stays what it is. */
export const asFault = (what: string, error: unknown): PipelineFault =>
  error instanceof PipelineFault ? error : new PipelineFault(what, error);

/** Is it the SDK's exception of this name? By name, which holds over bundles and worker threads. */
export const isException = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** What a call of DynamoDB answers, or undefined when its condition did not hold. */
export async function conditionally<T>(what: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isException(error, "ConditionalCheckFailedException")) return undefined;
    throw asFault(what, error);
  }
}
