import fc from "fast-check";
import { expect, test } from "vitest";
import { createSqs } from "../../../../lib/local/aws/sqs/sqs.ts";
import { AWS_LIMITS } from "../../../../lib/local/aws-limits.ts";
import { place } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const LIMITS = { ...AWS_LIMITS, messagesInFlight: 7, fifoLookAhead: 9 };
const queue = { QueueUrl: "http://x/0/q.fifo" };
const { signal } = new AbortController();

type Step =
  | { do: "send"; group: string }
  | { do: "receive"; max: number; seconds: number }
  | { do: "change"; at: number; seconds: number }
  | { do: "delete"; at: number }
  | { do: "wait"; seconds: number }
  | { do: "restart" };

const seconds = fc.integer({ min: 0, max: 5 });
const at = fc.nat({ max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("send"), group: fc.constantFrom("a", "b", "c") }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("receive"), max: fc.integer({ min: 1, max: 10 }), seconds }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("change"), at, seconds }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("delete"), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait"), seconds }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart") }) },
) as fc.Arbitrary<Step>;

interface Expected {
  group: string;
  body: string;
  visibleAt: number;
  receipt?: string;
}

/** What AWS documents, in the simplest form. */
function model(now: () => number) {
  let all: Expected[] = [];
  const isHidden = ({ visibleAt }: Expected) => visibleAt > now();
  const byReceipt = (receipt: string) => all.find((each) => each.receipt === receipt);

  return {
    send: (group: string, body: string) => void all.push({ group, body, visibleAt: now() }),
    receive(max: number): Expected[] {
      const found = all.slice(0, LIMITS.fifoLookAhead);
      const blocked = new Set(all.filter(isHidden).map(({ group }) => group));
      const free = [...Map.groupBy(found, ({ group }) => group)].filter(([group]) => !blocked.has(group));
      const room = LIMITS.messagesInFlight - all.filter(isHidden).length;
      return free.flatMap(([, messages]) => messages).slice(0, Math.max(0, Math.min(max, room)));
    },
    /** Returns false if the receipt isn't that of a message in flight. */
    change(receipt: string, visibleAt: number): boolean {
      const message = byReceipt(receipt);
      if (!message || !isHidden(message)) return false;
      message.visibleAt = visibleAt;
      return true;
    },
    /** Returns false if the receipt has expired. */
    delete(receipt: string): boolean {
      const message = byReceipt(receipt);
      if (message && !isHidden(message)) return false;
      all = all.filter((each) => each !== message);
      return true;
    },
    /** The messages of the same group that are before this one. */
    before: (message: Expected) => all.slice(0, all.indexOf(message)).filter(({ group }) => group === message.group),
  };
}

const succeeds = (call: () => unknown): boolean => {
  try {
    call();
    return true;
  } catch {
    return false;
  }
};

async function run(steps: Step[]): Promise<void> {
  let now = 1_000_000;
  const dataDir = temporaryFolder();
  const open = () => createSqs({ dataDir, ...place, endpoint: () => "http://x", now: () => now, limits: LIMITS });
  let sqs = open();
  sqs.service.CreateQueue?.({ QueueName: "q.fifo", Attributes: { FifoQueue: "true" } }, signal);
  const expected = model(() => now);
  const receipts: string[] = [];
  let sent = 0;

  async function receive(max: number, VisibilityTimeout: number): Promise<void> {
    const answer = await sqs.service.ReceiveMessage?.(
      { ...queue, MaxNumberOfMessages: max, VisibilityTimeout },
      signal,
    );
    const { Messages = [] } = answer as { Messages?: { Body: string; ReceiptHandle: string }[] };
    const wanted = expected.receive(max);
    expect(Messages.map(({ Body }) => Body)).toEqual(wanted.map(({ body }) => body));
    for (const [index, message] of wanted.entries()) {
      // No message overtakes another one of its group.
      for (const earlier of expected.before(message)) expect(wanted.slice(0, index)).toContain(earlier);
    }
    for (const [index, message] of wanted.entries()) {
      message.visibleAt = now + VisibilityTimeout * 1000;
      message.receipt = Messages[index]?.ReceiptHandle ?? "";
      receipts.push(message.receipt);
    }
  }

  function send(group: string): void {
    const body = `${group}${++sent}`;
    const ids = { MessageGroupId: group, MessageDeduplicationId: body };
    sqs.service.SendMessage?.({ ...queue, MessageBody: body, ...ids }, signal);
    expected.send(group, body);
  }

  function change(ReceiptHandle: string, VisibilityTimeout: number): void {
    const input = { ...queue, ReceiptHandle, VisibilityTimeout };
    const changed = succeeds(() => sqs.service.ChangeMessageVisibility?.(input, signal));
    expect(changed).toBe(expected.change(ReceiptHandle, now + VisibilityTimeout * 1000));
  }

  function remove(ReceiptHandle: string): void {
    const removed = succeeds(() => sqs.service.DeleteMessage?.({ ...queue, ReceiptHandle }, signal));
    expect(removed).toBe(expected.delete(ReceiptHandle));
  }

  function restart(): void {
    sqs.stop();
    sqs = open();
  }

  const withReceipt = (place: number, work: (receipt: string) => void): void => {
    const receipt = receipts[place % receipts.length];
    if (receipt) work(receipt);
  };

  for (const step of steps) {
    if (step.do === "send") send(step.group);
    if (step.do === "receive") await receive(step.max, step.seconds);
    if (step.do === "change") withReceipt(step.at, (receipt) => change(receipt, step.seconds));
    if (step.do === "delete") withReceipt(step.at, remove);
    if (step.do === "wait") now += step.seconds * 1000;
    if (step.do === "restart") restart();
  }
  sqs.stop();
}

test("a FIFO queue keeps the order of each group, whatever its receivers do", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: "max" }), run), {
    numRuns: 60,
  });
});
