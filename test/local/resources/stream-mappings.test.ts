import { expect, test } from "vitest";
import { isStreamArn, streamMapping } from "../../../lib/local/resources/stream-mappings.ts";

const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-01T00:00:00.000";
const MAPPING = { EventSourceArn: ARN, FunctionName: "f", StartingPosition: "LATEST" };
const patternOf = (pattern: object) => ({ Filters: [{ Pattern: JSON.stringify(pattern) }] });

test("a mapping on a stream has AWS's defaults", () => {
  expect(isStreamArn(ARN)).toBe(true);
  expect(isStreamArn("arn:aws:sqs:us-east-1:000000000000:q")).toBe(false);
  expect(streamMapping({ ...MAPPING, BatchSize: 10 })).toEqual({
    streamArn: ARN,
    functionName: "f",
    batchSize: 10,
    windowSeconds: 0,
    patterns: [],
    retries: Number.POSITIVE_INFINITY,
    maximumAgeSeconds: Number.POSITIVE_INFINITY,
  });
});

test.each<[string, object, RegExp]>([
  ["a large batch without a window", { BatchSize: 11 }, /window of at least a second/],
  [
    "a pattern about the kind of change",
    { FilterCriteria: patternOf({ eventName: ["INSERT"] }) },
    /filters on dynamodb/,
  ],
  ["too many records in a batch", { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 }, /BatchSize/],
  ["another starting position", { StartingPosition: "TRIM_HORIZON" }, /StartingPosition/],
  ["a divided batch", { BatchSize: 1, BisectBatchOnFunctionError: true }, /BisectBatchOnFunctionError/],
])("a mapping with %s is refused", (_name, properties, message) => {
  expect(() => streamMapping({ ...MAPPING, ...properties })).toThrow(message);
});
