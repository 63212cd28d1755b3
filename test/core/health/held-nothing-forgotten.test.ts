import fc from "fast-check";
import { expect, it } from "vitest";
import { heldUntried, isFinal, untried } from "../../../lib/core/delivery/lifecycle.ts";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { encodeTask, newTask } from "../../../lib/core/delivery/task.ts";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import { pause, resume } from "../../../lib/core/health/transitions.ts";
import type { WakePorts } from "../../../lib/core/health/wake.ts";
import { mortal } from "../../simulation/mortal.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";
import { eventAtMs, waking } from "../../support/memory/memory-waking.ts";

const step = fc.oneof(
  fc.record({ do: fc.constant("events" as const), count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constantFrom("down", "up", "busy", "pause", "resume", "poll", "outage", "lateHold") }),
  fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(1, 10, 60, 300, 1_200) }),
  fc.record({ do: fc.constant("wake" as const), calls: fc.option(fc.nat(15), { nil: undefined }) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const ANSWERS: Record<"down" | "up" | "busy", Partial<SendResult>> = {
  down: { failure: "timeout-headers" },
  up: { status: 200 },
  busy: { status: 429, retryAfter: "90" },
};

async function simulated() {
  const all = await waking({ maxRetries: 2 });
  const { world, ports, key, deliveries, retries, deadLetters } = all;
  const ids: string[] = [];

  const happened = () => {
    const event = keepEvent(world, eventAtMs(all.now(), key.subscriptionId));
    const first = untried(event, key.subscriptionId);
    ids.push(first.id);
    return { event, first };
  };
  function enqueue(count: number): void {
    for (let n = 0; n < count; n++) {
      const { event, first } = happened();
      deliveries.send(encodeTask(newTask(event, first)), "acme");
    }
  }
  const poll = async () => {
    await pollOnce(deliveries, all.deliver);
    await pollOnce(retries, all.retry);
    await pollOnce(deadLetters, all.settle);
  };
  async function wake(calls = Number.POSITIVE_INFINITY) {
    all.wakes.queue.length = 0;
    const { guard, death } = mortal(calls);
    const guarded = Object.entries(ports).map(([name, port]) => [name, typeof port === "object" ? guard(port) : port]);
    await Promise.race([all.wake(Object.fromEntries(guarded) as WakePorts), death]);
  }
  const change = (to: typeof pause) =>
    changeStanding(ports.standings, key, (health) => to(health, all.now())).then(() => undefined);

  return {
    ...all,
    ids,
    poll,
    wake,
    async act(one: Step): Promise<unknown> {
      switch (one.do) {
        case "events":
          return enqueue(one.count);
        case "lateHold": {
          // A function that has read the standing some time ago writes its row now.
          if (!all.health()?.release && !all.health()?.breaker) return;
          const { event } = happened();
          const row = heldUntried(event, key.subscriptionId, "breaker");
          world.deliveries.put(row.id, row);
          return;
        }
        case "outage":
          all.receiver.answer = ANSWERS.down;
          enqueue(6);
          return poll();
        case "pass":
          return all.pass(one.seconds);
        case "wake":
          return wake(one.calls);
        case "poll":
          return poll();
        case "pause":
          return change(pause);
        case "resume":
          return change(resume);
        default:
          all.receiver.answer = ANSWERS[one.do];
          return;
      }
    },
  };
}

it("whatever happens, and wherever wake dies, each delivery ends, and none stays held", async () => {
  const seen = { held: 0, probes: 0, released: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const { act, ids, poll, wake, pass, row, rows, health, sent, retries, deliveries, deadLetters } =
        await simulated();
      for (const one of steps) await act(one);
      await act({ do: "up" });
      await act({ do: "resume" });
      const isOver = () => ids.every((id) => isFinal(row(id) ?? { state: "pending" })) && !health()?.release;
      for (let minute = 0; minute < 6 * 60 && !(isOver() && retries.size() === 0); minute++) {
        await wake();
        for (let times = 0; times < 3; times++) await poll();
        pass(60);
      }
      seen.held += rows().filter(({ holds = 0 }) => holds > 0).length;
      seen.probes += sent.filter(({ task }) => task.probe !== undefined).length;
      seen.released += sent.filter(({ task }) => task.probe === undefined).length;
      const kept = rows().filter((one) => !isFinal(one));
      expect(kept).toEqual([]);
      expect(ids.filter((id) => !row(id))).toEqual([]);
      expect(health()?.breaker ?? health()?.release).toBeUndefined();
      expect([deliveries.size(), retries.size(), deadLetters.size()]).toEqual([0, 0, 0]);
    }),
    { numRuns: 150 },
  );
  expect(Object.values(seen).every((count) => count > 0)).toBe(true);
}, 120_000);
