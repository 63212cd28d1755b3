import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../../../lib/core/delivery/delivery-store.ts";
import type { FailureClass } from "../../../../lib/core/model/failure-class.ts";
import { attemptAt, deliveryAt, iso, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

interface Put {
  PutRequest: { Item: { sk: { S: string }; subscriptionId: { S: string }; lastTriggeredAt: { S: string } } };
}

let aws: ScriptedAws;
let recorder: DeliveryRecorder;
let nowMs: number;
let stop: () => Promise<void>;

beforeAll(async () => {
  aws = await startScriptedAws();
});
afterAll(() => aws.stop());

/** Each row of a statement is written. */
const answer = ({ input }: AwsCall) => ({ Responses: ((input.Statements as unknown[]) ?? []).map(() => ({})) });

beforeEach(() => {
  nowMs = T0;
  aws.play(answer);
  const client = dynamoDbClient(aws.overrides);
  recorder = dynamoDeliveryRecorder({ client, name: "posthorn", retentionDays: 30, now: () => nowMs });
  stop = async () => client.destroy();
  return () => stop();
});

const subscriptions = Array.from({ length: 10 }, (_, n) => subscriptionAt("acme", T0 + n));
const [first = subscriptionAt("acme", T0)] = subscriptions;

function posted(of = first, failure?: FailureClass): DeliveryRecord {
  const state = failure ? "retrying" : "delivered";
  return { delivery: deliveryAt(of, nowMs, { state, failure }), attempt: attemptAt(nowMs, { failure }) };
}

/** The statuses written since the last call of this function, and the number of BatchWriteItem calls. */
function written(): { statuses: string[]; batches: number } {
  const batches = aws.calls.filter(({ action }) => action === "BatchWriteItem");
  const puts = batches.flatMap(({ input }) => (input.RequestItems as { posthorn: Put[] }).posthorn);
  aws.calls.length = 0;
  const items = puts.map(({ PutRequest }) => PutRequest.Item).filter(({ sk }) => sk.S === "Z");
  return { statuses: items.map(({ lastTriggeredAt }) => lastTriggeredAt.S), batches: batches.length };
}

it("writes the first status, every change of the outcome, and otherwise one status a minute", async () => {
  const story: [ms: number, failure: FailureClass | undefined, isWritten: boolean][] = [
    [0, undefined, true],
    [1_000, undefined, false],
    [59_999, undefined, false],
    [60_000, undefined, true],
    [60_001, "http-500", true],
    [60_002, "http-500", false],
    [60_003, "dns", true],
    [60_004, undefined, true],
    [119_000, undefined, false],
    [120_100, undefined, true],
  ];
  for (const [ms, failure, isWritten] of story) {
    nowMs = T0 + ms;
    await recorder.record([posted(first, failure)]);
    expect(written().statuses, String(ms)).toEqual(isWritten ? [iso(nowMs)] : []);
  }
});

it("makes no call for ten known subscriptions, until a minute has passed", async () => {
  await recorder.record(subscriptions.map((one) => posted(one)));
  expect(written()).toMatchObject({ batches: 1, statuses: { length: 10 } });
  nowMs += 59_999;
  await recorder.record(subscriptions.map((one) => posted(one)));
  expect(written()).toMatchObject({ batches: 0, statuses: [] });
  nowMs += 1;
  await recorder.record(subscriptions.map((one) => posted(one)));
  expect(written()).toEqual({ batches: 1, statuses: Array(10).fill(iso(nowMs)) });
});

it("writes the latest of several statuses in one call", async () => {
  const early = posted();
  nowMs += 5;
  await recorder.record([early, posted()]);
  expect(written().statuses).toEqual([iso(nowMs)]);
});

it("fails no record for a failed status, and writes the status the next time", async () => {
  aws.play((call) => {
    if (call.action === "BatchWriteItem") throw new AwsFailure("AccessDeniedException", 400);
    return answer(call);
  });
  expect(await recorder.record([posted(first, "http-500")])).toEqual([undefined]);
  aws.play(answer);
  await recorder.record([posted(first, "http-500")]);
  expect(written().statuses).toHaveLength(1);
});
