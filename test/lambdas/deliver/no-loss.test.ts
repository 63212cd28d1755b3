import fc from "fast-check";
import { expect, it } from "vitest";
import { isFinal, letGo } from "../../../lib/core/delivery/lifecycle.ts";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { probesDue } from "../../../lib/core/health/breaker.ts";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import type { Health, Standing } from "../../../lib/core/health/health.ts";
import { afterSlice } from "../../../lib/core/health/release.ts";
import { pauseOver, probeSent, standingOf } from "../../../lib/core/health/transitions.ts";
import { randomOf } from "../../simulation/scenario.ts";
import { delivering } from "../../support/memory/memory-delivering.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";
import type { MemoryQueue } from "../../support/memory/memory-queue.ts";

const ANSWERS: Partial<SendResult>[] = [
  { status: 200 },
  { status: 500 },
  { failure: "timeout-headers", timings: { total: 15_000 } },
  { status: 429 },
  { status: 503, retryAfter: "30" },
  { failure: "connect" },
];

type Invoke = Parameters<typeof pollOnce>[1];

/** An endpoint and functions that fail at random. */
async function chaos(seed: number) {
  const random = randomOf(seed);
  const receiver: { answer: Partial<SendResult> } = { answer: {} };
  const posts = await delivering(() => receiver.answer, { maxRetries: 2 });
  const { world, deliveries, retries, deadLetters, deliver, retry, settle, deliverPorts, health, key, pass } = posts;
  const chance = (share: number) => random() < share;
  let faults = random() * 0.3;
  world.faults.decide = () =>
    chance(faults)
      ? { when: chance(0.5) ? "before" : "after", ...(chance(0.5) && { error: new Error("crash") }) }
      : undefined;

  /** An invocation may die after its work: its messages come back. SQS may deliver messages to two at a time. */
  const mortal =
    (queue: MemoryQueue, invoke: Invoke): Invoke =>
    async (event, context) => {
      for (const { messageId } of event.Records) if (chance(faults)) queue.redeliver(messageId);
      const answer = await invoke(event, context);
      if (chance(faults)) throw new Error("crash");
      return answer;
    };

  const poll = (queue: MemoryQueue, invoke: Invoke) => pollOnce(queue, mortal(queue, invoke)).catch(() => undefined);

  const change = (to: (health: Health | undefined) => Standing | undefined) =>
    changeStanding(deliverPorts.health, key, to);
  const held = () =>
    world.deliveries
      .values()
      .filter(({ state }) => state === "held")
      .sort((a, b) => a.eventId.localeCompare(b.eventId));

  /** Does what is due for the endpoint. */
  async function wake(): Promise<void> {
    const nowMs = world.now();
    await change((known) => pauseOver(known, nowMs));
    const { paused, breaker, release } = health() ?? {};
    if (paused) return;
    if (breaker) {
      const due = probesDue(breaker, nowMs);
      const probes = held().slice(0, due);
      if (due === 0) return;
      await change((known) => probeSent(known, nowMs + 60_000, probes.length === 0 ? 0 : due - probes.length));
      for (const { eventId, holds } of probes) posts.enqueuePatient(eventId, { holds, probe: breaker.failedProbes });
    } else if (release && release.nextMs <= nowMs) {
      const rows = held();
      for (const row of rows) {
        posts.enqueuePatient(row.eventId, { holds: row.holds });
        const after = letGo(row, row, nowMs);
        if (after && !chance(faults)) world.deliveries.put(row.id, after);
      }
      const next = afterSlice(release, rows.length, { attempts: 0, failures: 0 }, nowMs);
      await change((known) => known && { ...standingOf(known), release: next });
    }
  }

  async function step(): Promise<void> {
    await Promise.all([1, 2].flatMap(() => [poll(deliveries, deliver), poll(retries, retry)]));
    await poll(deadLetters, settle);
    await wake().catch(() => undefined);
    pass(5 + Math.floor(random() * 60));
  }

  return {
    ...posts,
    held,
    step,
    random,
    answer(given: Partial<SendResult>) {
      receiver.answer = given;
    },
    calm() {
      faults = 0;
      receiver.answer = { status: 200 };
    },
  };
}

it("no delivery is ever lost, whatever fails: each one ends once its endpoint works", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { step, random, enqueue, answer, calm, row, held, health } = await chaos(seed);
      const ids: string[] = [];
      const rounds = 1 + Math.floor(random() * 12);
      for (let round = 0; round < rounds; round++) {
        answer(ANSWERS[Math.floor(random() * ANSWERS.length)] ?? {});
        for (let event = 0; event < 1 + 10 * random() ** 2; event++)
          ids.push(enqueue(`evt_${String(ids.length).padStart(3, "0")}`));
        await step();
      }
      calm();
      const isOver = (id: string) => isFinal(row(id) ?? { state: "pending" });
      for (let round = 0; round < 3000 && !ids.every(isOver); round++) await step();
      expect(ids.filter((id) => !isOver(id)).map((id) => row(id))).toEqual([]);
      expect([held(), health()?.breaker]).toEqual([[], undefined]);
    }),
    { numRuns: 30 },
  );
}, 60_000);
