import { z } from "zod";
import { checkedProperties, ignored, number, type StreamMapping } from "./plan.ts";

export const isStreamArn = (arn: unknown): boolean => /^arn:aws:dynamodb:[^/]+\/[^/]+\/stream\//.test(String(arn));

/**
 * Reads the properties of an event source mapping on a table's stream. The function is named as in the template. Throws on what
 * the twin does not support.
 */
export function streamMapping(properties: Record<string, unknown>): StreamMapping {
  const found = checkedProperties(streamMappingSchema, properties);
  return {
    streamArn: found.EventSourceArn,
    functionName: found.FunctionName,
    batchSize: found.BatchSize,
    windowSeconds: found.MaximumBatchingWindowInSeconds,
    patterns: found.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? [],
    retries: found.MaximumRetryAttempts,
    maximumAgeSeconds: found.MaximumRecordAgeInSeconds,
  };
}

/** -1 stands for no limit: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
const unlimited = (most: number) =>
  number
    .max(most)
    .default(-1)
    .transform((value) => (value === -1 ? Number.POSITIVE_INFINITY : value));

/** A mapping on a table's stream filters only on `dynamodb`: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html */
const pattern = z
  .string()
  .max(4096)
  .transform((text): unknown => JSON.parse(text))
  .refine(
    (parsed) => Object.keys(Object(parsed)).join() === "dynamodb",
    "a pattern filters on dynamodb, and on nothing else",
  );

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const streamMappingSchema = z
  .strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    StartingPosition: z.literal("LATEST", "the twin only supports the starting position LATEST"),
    BatchSize: number.min(1).max(10_000).default(100),
    MaximumBatchingWindowInSeconds: number.max(300).default(0),
    FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: pattern })).max(5) }).optional(),
    MaximumRetryAttempts: unlimited(10_000),
    MaximumRecordAgeInSeconds: unlimited(604_800),
    Tags: ignored,
  })
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
  .refine(({ BatchSize, MaximumBatchingWindowInSeconds: window }) => BatchSize <= 10 || window >= 1, {
    path: ["MaximumBatchingWindowInSeconds"],
    message: "a batch of more than 10 records needs a window of at least a second",
  });
