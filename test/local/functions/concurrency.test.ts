import { expect, test } from "vitest";
import { checkReservations, concurrencyPools } from "../../../lib/local/functions/concurrency.ts";
import type { FunctionSpec } from "../../../lib/local/functions/function-spec.ts";

const specOf = (name: string, concurrency?: number): FunctionSpec => ({
  name,
  arn: name,
  roleArn: "role",
  codeDirectory: "/nowhere",
  handler: "index.handler",
  environment: {},
  timeoutSeconds: 1,
  memoryMb: 128,
  concurrency,
  recursiveLoop: "Terminate",
});

/** Starts an invocation that runs until it is released. */
function hold(poolOf: ReturnType<typeof concurrencyPools>, spec: FunctionSpec): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = poolOf(spec).run(() => promise);
  running.catch(() => undefined);
  return () => {
    resolve();
    return running;
  };
}

const run = (poolOf: ReturnType<typeof concurrencyPools>, spec: FunctionSpec): Promise<string> =>
  poolOf(spec).run(async () => "ran");

test("functions without a reservation share the account's concurrency", async () => {
  const [one, other] = [specOf("one"), specOf("other")];
  const poolOf = concurrencyPools([one, other], 2);
  const release = hold(poolOf, one);
  hold(poolOf, other);
  await expect(run(poolOf, one)).rejects.toMatchObject({ name: "TooManyRequestsException" });
  await release();
  expect(await run(poolOf, other)).toBe("ran");
});

test("a reservation keeps room for its function, and takes it from the others", async () => {
  const [reserved, other] = [specOf("reserved", 1), specOf("other")];
  const poolOf = concurrencyPools([reserved, other], 2);
  hold(poolOf, other);
  await expect(run(poolOf, other)).rejects.toThrow("1 unreserved");
  hold(poolOf, reserved);
  await expect(run(poolOf, reserved)).rejects.toThrow("Rate Exceeded");
});

test("a failed invocation no longer counts", async () => {
  const spec = specOf("one");
  const poolOf = concurrencyPools([spec], 1);
  await expect(poolOf(spec).run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await run(poolOf, spec)).toBe("ran");
});

test.each([
  [[], 10, true],
  [[undefined], 10, true],
  [[900], 1000, true],
  [[900, undefined, 1], 1000, false],
  [[1], 10, false],
])("reservations of %j in an account of %d: %s", (reservations, account, fits) => {
  const specs = reservations.map((concurrency) => ({ concurrency }));
  const check = () => checkReservations(specs, account);
  if (fits) expect(check).not.toThrow();
  else expect(check).toThrow("below its minimum value of [100]");
});
