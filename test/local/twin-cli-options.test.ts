import { expect, test } from "vitest";
import { AWS_LIMITS } from "../../lib/local/aws-limits.ts";
import { parseCliOptions } from "../../lib/local/twin-cli-options.ts";

test.each([
  [[], { port: 4400, consolePort: undefined }],
  [["--port", "0"], { port: 0, consolePort: undefined }],
  [["--port", "65535", "--console-port", "80"], { port: 65_535, consolePort: 80 }],
])("%j says which ports to use", (args, ports) => {
  expect(parseCliOptions(args)).toMatchObject(ports);
});

test("the last port has none after it for the console", () => {
  expect(() => parseCliOptions(["--port", "65535"])).toThrow("--port 65535 needs a --console-port");
});

test("the limits are AWS's unless the command line says otherwise", () => {
  const { accountConcurrency, firstBatches } = AWS_LIMITS;
  expect(parseCliOptions([]).limits).toEqual({ accountConcurrency, firstBatches });
  expect(parseCliOptions(["--first-batches", "50"]).limits).toEqual({ accountConcurrency, firstBatches: 50 });
  expect(parseCliOptions(["--account-concurrency", "10"]).limits).toEqual({ accountConcurrency: 10, firstBatches });
});
