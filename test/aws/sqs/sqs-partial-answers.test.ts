import type { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqsClient } from "../../../lib/aws/clients.ts";
import { inBatches } from "../../../lib/aws/kit/batching.ts";
import { sqsDeliveryQueue } from "../../../lib/aws/sqs/delivery-queue.ts";
import { SEND_LIMIT } from "../../../lib/aws/sqs/message-sender.ts";
import { sqsRetryQueue } from "../../../lib/aws/sqs/retry-queue.ts";
import { sqsMessageVisibility } from "../../../lib/aws/sqs/visibility.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { MAX_DATA_BYTES } from "../../../lib/core/limits.ts";
import { sampleTask } from "../../support/contracts/sample-records.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../scripted-aws.ts";
import { md5 } from "./md5.ts";

type Entry = { Id: string; MessageBody: string; MessageGroupId: string; DelaySeconds?: number };

const entriesIn = ({ input }: AwsCall): Entry[] => input.Entries as Entry[];
const successOf = ({ Id, MessageBody }: Entry) => ({ Id, MessageId: `m${Id}`, MD5OfMessageBody: md5(MessageBody) });
const failureOf = ({ Id }: Entry) => ({ Id, SenderFault: false, Code: "InternalError" });

let aws: ScriptedAws;
let client: SQSClient;
const url = () => `${aws.overrides.endpoint}/000000000000/deliveries`;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = sqsClient(aws.overrides);
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const tasks = (count: number) => Array.from({ length: count }, (_, n) => sampleTask("acme", `{"n":${n}}`));

describe("sending", () => {
  it("sends ten tasks in one call, each in its tenant's group", async () => {
    aws.play((call) => ({ Successful: entriesIn(call).map(successOf) }));
    await sqsDeliveryQueue(client, url()).send(tasks(10));
    expect(aws.calls.map(({ action }) => action)).toEqual(["SendMessageBatch"]);
    expect(aws.calls.flatMap(entriesIn).every(({ MessageGroupId }) => MessageGroupId === "acme")).toBe(true);
  });

  it("sends tasks to the patient lane in their subscription's group, each with its delay", async () => {
    aws.play((call) => ({ Successful: entriesIn(call).map(successOf) }));
    const later = (subscriptionId: string, delaySeconds: number) => ({
      task: { ...sampleTask("acme"), subscriptionId },
      delaySeconds,
    });
    await sqsRetryQueue(client, url()).sendLater([later("sub_1", 30), later("sub_2", 0), later("sub_2", 900)]);
    expect(aws.calls.map((call) => entriesIn(call).map((one) => [one.MessageGroupId, one.DelaySeconds]))).toEqual([
      [
        ["sub_1", 30],
        ["sub_2", undefined],
        ["sub_2", 900],
      ],
    ]);
  });

  it("retries only failed messages", async () => {
    const sent: string[] = [];
    aws.play((call) => {
      const entries = entriesIn(call);
      const good = entries.length > 2 ? entries.slice(2) : entries;
      sent.push(...good.map(({ MessageBody }) => MessageBody));
      return { Successful: good.map(successOf), Failed: entries.filter((e) => !good.includes(e)).map(failureOf) };
    });
    const all = tasks(10);
    await sqsDeliveryQueue(client, url()).send(all);
    expect(sent.toSorted()).toEqual(all.map(encodeTask).toSorted());
    expect(aws.calls.map((call) => entriesIn(call).length)).toEqual([10, 2]);
  });

  it.each([
    ["named as failed", (entries: Entry[]) => ({ Failed: entries.map(failureOf) })],
    ["not named at all", () => ({})],
  ])("fails when a message stays unsent: %s", async (_, rest) => {
    aws.play((call) => {
      const [first, ...others] = entriesIn(call).reverse();
      return { Successful: others.map(successOf), ...rest(first ? [first] : []) };
    });
    await expect(sqsDeliveryQueue(client, url()).send(tasks(3))).rejects.toThrow(PipelineFault);
  });

  it("fails when SQS received another body", async () => {
    aws.play((call) => ({
      Successful: entriesIn(call).map((entry) => ({ ...successOf(entry), MD5OfMessageBody: "0" })),
    }));
    const sending = sqsDeliveryQueue(client, url()).send(tasks(2));
    await expect(sending).rejects.toMatchObject({
      name: "PipelineFault",
      cause: { message: expect.stringContaining("MD5") },
    });
    expect(aws.calls).toHaveLength(1);
  });

  it.each(["ThrottlingException", "InternalFailure"])("retries a call that failed: %s", async (name) => {
    aws.play((call) => {
      if (aws.calls.length < 3) throw new AwsFailure(name, name === "InternalFailure" ? 500 : 400);
      return { Successful: entriesIn(call).map(successOf) };
    });
    await sqsDeliveryQueue(client, url()).send(tasks(2));
    expect(aws.calls).toHaveLength(3);
  });

  it("fails when one of many calls fails", async () => {
    aws.play((call) => {
      if (aws.calls.length === 3) throw new AwsFailure("AccessDeniedException", 403);
      return { Successful: entriesIn(call).map(successOf) };
    });
    const sending = sqsDeliveryQueue(client, url()).send(tasks(40));
    await expect(sending).rejects.toMatchObject({ name: "PipelineFault", cause: { name: "AccessDeniedException" } });
  });

  it("keeps at most eight calls' bodies in memory, and one more", async () => {
    let sent = 0;
    let most = 0;
    aws.play((call) => {
      // Calls of the test before may still arrive.
      sent += entriesIn(call).filter(({ MessageGroupId }) => MessageGroupId === "large").length;
      return { Successful: entriesIn(call).map(successOf) };
    });
    function* made() {
      for (let n = 0; n < 400; n++) {
        most = Math.max(most, n + 1 - sent);
        yield sampleTask("large", `{"n":${n}}`);
      }
    }
    await sqsDeliveryQueue(client, url()).send(made());
    expect(sent).toBe(400);
    expect(most).toBeLessThanOrEqual(8 * 10 + 1);
  });

  it("makes no further bodies after a call failed", async () => {
    aws.play(() => {
      throw new AwsFailure("AccessDeniedException", 403);
    });
    let made = 0;
    function* tasksMade() {
      for (const task of tasks(400)) {
        made++;
        yield task;
      }
    }
    await expect(sqsDeliveryQueue(client, url()).send(tasksMade())).rejects.toThrow(PipelineFault);
    await new Promise(setImmediate);
    expect(made).toBeLessThanOrEqual(8 * 10 + 1);
  });

  it("stays within a call's limits", () => {
    const data = fc.oneof(
      fc.integer({ min: 2, max: MAX_DATA_BYTES }).map((n) => `"${"x".repeat(n - 2)}"`),
      fc.integer({ min: 1, max: MAX_DATA_BYTES / 4 - 1 }).map((n) => `"${"\u{1F4EF}".repeat(n)}"`),
    );
    fc.assert(
      fc.property(fc.array(data, { maxLength: 30 }), (all) => {
        const bodies = all.map((text) => encodeTask(sampleTask("acme", text)));
        for (const batch of inBatches(bodies, SEND_LIMIT, Buffer.byteLength)) {
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, body) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(1_048_576);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("sending to the patient lane", () => {
  const waiting = (count: number) => tasks(count).map((task) => ({ task, delaySeconds: 0 }));
  const bodiesIn = (call: AwsCall) => entriesIn(call).map(({ MessageBody }) => MessageBody);

  it("tells which messages stay unsent", async () => {
    const all = waiting(12);
    const bad = encodeTask(all[3]?.task ?? sampleTask("acme"));
    aws.play((call) => ({
      Successful: entriesIn(call)
        .filter((e) => e.MessageBody !== bad)
        .map(successOf),
    }));
    const faults = await sqsRetryQueue(client, url()).sendLater(all);
    expect(faults.map((fault) => fault?.name)).toEqual(all.map((_, n) => (n === 3 ? "PipelineFault" : undefined)));
  });

  it("tells which messages stay unsent, if the call with the leftovers fails", async () => {
    const all = waiting(12);
    const bad = encodeTask(all[3]?.task ?? sampleTask("acme"));
    aws.play((call) => {
      if (bodiesIn(call).join() === bad) throw new AwsFailure("AccessDeniedException", 403);
      return {
        Successful: entriesIn(call)
          .filter((e) => e.MessageBody !== bad)
          .map(successOf),
      };
    });
    const faults = await sqsRetryQueue(client, url()).sendLater(all);
    expect(faults.map((fault) => fault?.name)).toEqual(all.map((_, n) => (n === 3 ? "PipelineFault" : undefined)));
    expect(faults[3]).toMatchObject({ cause: { name: "AccessDeniedException" } });
  });

  it("goes on when a call fails", async () => {
    aws.play((call) => {
      if (entriesIn(call).length === 10) throw new AwsFailure("AccessDeniedException", 403);
      return { Successful: entriesIn(call).map(successOf) };
    });
    const faults = await sqsRetryQueue(client, url()).sendLater(waiting(12));
    expect(faults.map((fault) => fault !== undefined)).toEqual(Array.from({ length: 12 }, (_, n) => n < 10));
  });
});

describe("changing visibility", () => {
  const changes = Array.from({ length: 12 }, (_, n) => ({ receiptHandle: `r${n}`, seconds: 30 }));

  it("counts changes that aren't listed as successful", async () => {
    aws.play((call) => {
      const [first, second, ...others] = entriesIn(call);
      return { Successful: others, Failed: [first, second].filter((e) => e !== undefined).map(failureOf) };
    });
    expect(await sqsMessageVisibility(client, url()).changeVisibility(changes)).toBe(4);
  });

  it("counts a failed call, and doesn't reject", async () => {
    aws.play((call) => {
      if (entriesIn(call).length === 10) throw new AwsFailure("InternalFailure", 500);
      return { Successful: entriesIn(call) };
    });
    expect(await sqsMessageVisibility(client, url()).changeVisibility(changes)).toBe(10);
  });
});
