import { beforeEach, expect, it } from "vitest";
import { type MemoryQueue, memoryQueue } from "./memory-queue.ts";

let nowMs = 0;
let queue: MemoryQueue;

beforeEach(() => {
  nowMs = 0;
  queue = memoryQueue({ now: () => nowMs, visibilitySeconds: 30, fifo: true });
  for (const body of ["a1", "b1", "a2", "a3"]) queue.send(body, body[0]);
});

const receive = (max: number) => queue.receive(max).map(({ body }) => body);

it("hands out the messages of a group in order", () => {
  expect(receive(10)).toEqual(["a1", "b1", "a2", "a3"]);
});

it("hands out nothing of a group while one of its messages is hidden", () => {
  const [first] = queue.receive(1);
  expect(receive(10)).toEqual(["b1"]);
  queue.delete(first?.receiptHandle ?? "");
  expect(receive(10)).toEqual(["a2", "a3"]);
});

it("hands out a message again before later ones of its group", () => {
  const [first, , second] = queue.receive(3);
  queue.changeVisibility(first?.receiptHandle ?? "", 0);
  expect(receive(10)).toEqual([]);
  queue.changeVisibility(second?.receiptHandle ?? "", 5);
  expect(queue.nextVisibleAtMs()).toBe(5_000);
  nowMs = 5_000;
  expect(receive(10)).toEqual(["a1", "a2", "a3"]);
});

it("ignores the receipt of an earlier receive", () => {
  const [first] = queue.receive(1);
  nowMs = 30_000;
  queue.receive(10);
  queue.delete(first?.receiptHandle ?? "");
  expect([queue.size(), queue.changeVisibility(first?.receiptHandle ?? "", 0)]).toEqual([4, false]);
});

it("numbers its messages", () => {
  const numbers = queue.receive(10).map(({ sequenceNumber = "" }) => sequenceNumber);
  expect(numbers).toEqual([...numbers].sort());
  for (const number of numbers) expect(number).toMatch(/^\d{20}$/);
});
