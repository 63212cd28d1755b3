import { afterAll, afterEach, beforeAll, onTestFinished } from "vitest";
import { type Receiver, type ReceiverOptions, startReceiver } from "../../support/receivers/receiver.ts";

/** Starts a receiver before the tests of a file. After each test, it forgets its requests and its script. */
export function useReceiver(): Receiver {
  const receiver = {} as Receiver;
  beforeAll(async () => void Object.assign(receiver, await startReceiver()));
  afterEach(() => {
    receiver.requests.length = 0;
    receiver.script({});
  });
  afterAll(() => receiver.close?.());
  return receiver;
}

/** Starts a receiver for one test, and closes it after the test. */
export async function receiverForTest(options?: ReceiverOptions): Promise<Receiver> {
  const receiver = await startReceiver(options);
  onTestFinished(receiver.close);
  return receiver;
}
