import { asFault, isException } from "../../kit/sdk-errors.ts";

/** Makes a conditional write. Resolves with its answer, or with undefined when the condition failed. */
export async function conditionally<T>(message: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isException(error, "ConditionalCheckFailedException")) return undefined;
    throw asFault(message, error);
  }
}
