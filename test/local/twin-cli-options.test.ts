import { expect, test } from "vitest";
import { AWS_LIMITS } from "../../lib/local/aws-limits.ts";
import { parseCliOptions } from "../../lib/local/twin-cli-options.ts";

test("the limits are AWS's unless the command line says otherwise", () => {
  const { accountConcurrency, firstBatches } = AWS_LIMITS;
  expect(parseCliOptions([]).limits).toEqual({ accountConcurrency, firstBatches });
  expect(parseCliOptions(["--first-batches", "50"]).limits).toEqual({ accountConcurrency, firstBatches: 50 });
  expect(parseCliOptions(["--account-concurrency", "10"]).limits).toEqual({ accountConcurrency: 10, firstBatches });
});
