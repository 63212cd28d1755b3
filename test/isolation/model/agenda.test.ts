import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgenda } from "./agenda.ts";

test("things are done in the order of their times, and then of their entries", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (times) => {
      const agenda = createAgenda();
      const done: [number, number][] = [];
      times.forEach((seconds, n) => {
        agenda.after(seconds, () => done.push([agenda.now(), n]));
      });
      agenda.run(9);
      const entries = times.map((seconds, n): [number, number] => [seconds, n]);
      expect(done).toEqual(entries.sort(([a, n], [b, m]) => a - b || n - m));
    }),
  );
});

test("what is done can add more, and what comes later waits", () => {
  const agenda = createAgenda();
  const done: number[] = [];
  const tick = () => {
    done.push(agenda.now());
    agenda.after(1, tick);
  };
  agenda.after(1, tick);
  agenda.run(2.5);
  expect(done).toEqual([1, 2]);
  agenda.run(3);
  expect(done).toEqual([1, 2, 3]);
});
