import { expect, it } from "vitest";
import { encodeWake } from "../../../lib/core/health/wake-message.ts";
import { invocationContext, sqsEventOf } from "../../support/memory/memory-pipeline.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { openSince, waking } from "../../support/memory/memory-waking.ts";

/** Hands messages to the function. Resolves with the bodies of those that it keeps. */
async function poll({ handler, now }: Awaited<ReturnType<typeof waking>>, ...bodies: string[]) {
  const queue = memoryQueue({ now, visibilitySeconds: 90 });
  for (const body of bodies) queue.send(body);
  const messages = queue.receive(10);
  const answer = await handler(sqsEventOf(messages), invocationContext());
  const kept = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return messages.filter(({ messageId }) => kept.has(messageId)).map(({ body }) => body);
}

const schedule = { "detail-type": "Scheduled Event" } as never;

it("the schedule queues the subscriptions for which something is due", async () => {
  const world = await waking();
  await world.stand(openSince(world.now() + 1_000));
  await world.handler(schedule, invocationContext());
  expect(world.wakes.queue).toEqual([]);
  world.pass(1);
  await world.handler(schedule, invocationContext());
  expect(world.wakes.queue).toEqual([world.key]);
});

it("a message wakes its subscription", async () => {
  const world = await waking();
  world.held(1);
  await world.stand(openSince(world.now()));
  expect(await poll(world, encodeWake(world.key))).toEqual([]);
  expect(world.sent).toHaveLength(1);
});

it("a message may say why", async () => {
  const world = await waking();
  world.held(1);
  await world.stand(openSince(world.now() + 60_000));
  expect(await poll(world, encodeWake({ ...world.key, reason: "may-work" }))).toEqual([]);
  expect(world.sent).toHaveLength(1);
});

it("a message stays if its subscription can't be woken, and the log says why", async () => {
  const world = await waking();
  world.world.faults.failNext("getHealth", { when: "before" });
  expect(await poll(world, encodeWake(world.key))).toEqual([encodeWake(world.key)]);
  expect(world.lines.at(-1)).toMatchObject({ message: "a subscription could not be woken", ...world.key });
});

it.each([
  "",
  "{}",
  "[1]",
  '{"v":2,"tenantId":"a","subscriptionId":"s"}',
  '{"v":1,"tenantId":"","subscriptionId":"s"}',
  '{"v":1,"tenantId":"a","subscriptionId":"s","reason":"of a later release"}',
])("a message that can't be read stays: %s", async (body) => {
  expect(await poll(await waking(), body)).toEqual([body]);
});
