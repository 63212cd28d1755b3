import { expect, onTestFinished, test, vi } from "vitest";
import { createStreamLog, type StreamRecord } from "../../../lib/local/aws/dynamodb/stream-log.ts";
import { type StreamSourceOptions, startStreamSource } from "../../../lib/local/event-source/stream-source.ts";

const SPEC: StreamSourceOptions["spec"] = {
  batchSize: 10,
  windowSeconds: 0,
  patterns: [],
  retries: Number.POSITIVE_INFINITY,
  maximumAgeSeconds: Number.POSITIVE_INFINITY,
};

/** A stream, and a source that passes its records to `fail`, which may throw. */
function start(spec: Partial<StreamSourceOptions["spec"]> = {}, fail: (batch: number[]) => void = () => undefined) {
  const log = createStreamLog("arn:aws:dynamodb:us-east-1:1:table/t/stream/x", "us-east-1");
  const passed: number[][] = [];
  const discarded: number[] = [];
  const source = startStreamSource({
    spec: { ...SPEC, ...spec },
    open: log.open,
    async invoke(event) {
      const batch = (event as { Records: StreamRecord[] }).Records.map(numberOf);
      passed.push(batch);
      fail(batch);
    },
    discarded: (records) => void discarded.push(records),
  });
  onTestFinished(() => source.stop(0));
  const put = (n: number, pk = "L#1", more = {}) =>
    log.append({
      key: { pk: { S: pk } },
      before: undefined,
      after: { pk: { S: pk }, n: { N: String(n) }, ...more },
    });
  return { put, passed, discarded };
}

const numberOf = ({ dynamodb }: StreamRecord): number => Number(dynamodb.NewImage?.n?.N);

test("the records of a key are passed in their order, in batches", async () => {
  const { put, passed } = start({ batchSize: 4 });
  for (let n = 0; n < 9; n++) put(n);
  await vi.waitFor(() => expect(passed.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]));
  for (const batch of passed) expect(batch.length).toBeLessThanOrEqual(4);
});

test("a batch waits for its window, or until it is full", async () => {
  const { put, passed } = start({ batchSize: 3, windowSeconds: 300 });
  put(1);
  put(2);
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toEqual([]);
  put(3);
  await vi.waitFor(() => expect(passed).toEqual([[1, 2, 3]]));
});

test("only records that satisfy a pattern are passed, and others hold nothing up", async () => {
  const patterns = [
    { dynamodb: { Keys: { pk: { S: [{ prefix: "L#" }] } }, NewImage: { state: { S: [{ exists: true }] } } } },
  ];
  const { put, passed } = start({ patterns });
  put(1, "T#1", { state: { S: "a" } });
  put(2, "L#1");
  put(3, "L#1", { state: { S: "a" } });
  await vi.waitFor(() => expect(passed).toEqual([[3]]));
});

test("a failed batch is passed again, before the records after it", async () => {
  let failures = 2;
  const { put, passed, discarded } = start({}, () => {
    if (failures-- > 0) throw new Error("not now");
  });
  put(1);
  await vi.waitFor(() => expect(passed).toEqual([[1]]));
  put(2);
  await vi.waitFor(() => expect(passed.at(-1)).toEqual([2]));
  expect(passed).toEqual([[1], [1], [1], [2]]);
  expect(discarded).toEqual([]);
});

test.each<[string, Partial<StreamSourceOptions["spec"]>]>([
  ["after its retries", { retries: 1 }],
  ["once it is too old", { maximumAgeSeconds: -1 }],
])("a batch that keeps failing is discarded %s, and the shard goes on", async (_, spec) => {
  const { put, passed, discarded } = start(spec, (batch) => {
    if (batch.includes(1)) throw new Error("never");
  });
  put(1);
  await vi.waitFor(() => expect(discarded).toEqual([1]));
  put(2);
  await vi.waitFor(() => expect(passed.at(-1)).toEqual([2]));
});
