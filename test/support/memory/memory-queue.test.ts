import { beforeEach, describe, expect, it } from "vitest";
import { type MemoryQueue, memoryQueue } from "./memory-queue.ts";

let nowMs: number;
let queue: MemoryQueue;
let deadLetters: MemoryQueue;

beforeEach(() => {
  nowMs = 0;
  const now = () => nowMs;
  const dead = memoryQueue({ now, visibilitySeconds: 30 });
  deadLetters = dead;
  queue = memoryQueue({ now, visibilitySeconds: 60, redrive: { maxReceives: 4, deadLetters: dead } });
});

const receiveOne = (from: MemoryQueue = queue) => from.receive(10).at(0);

describe("the in-memory queue", () => {
  it("hides a received message until its visibility timeout ends", () => {
    queue.send("a", "acme");
    expect(receiveOne()).toMatchObject({ body: "a", groupId: "acme", receiveCount: 1, sentAtMs: 0 });
    nowMs = 59_999;
    expect(receiveOne()).toBeUndefined();
    expect(queue.nextVisibleAtMs()).toBe(60_000);
    nowMs = 60_000;
    expect(receiveOne()).toMatchObject({ receiveCount: 2 });
  });

  it("moves a message to the dead letters at its fifth receive, and keeps counting", () => {
    queue.send("a");
    for (let n = 1; n <= 4; n++) {
      const message = receiveOne();
      expect(message?.receiveCount).toBe(n);
      queue.changeVisibility(message?.receiptHandle ?? "", 0);
    }
    expect(receiveOne()).toBeUndefined();
    expect(queue.size()).toBe(0);
    expect(receiveOne(deadLetters)).toMatchObject({ body: "a", receiveCount: 5 });
  });

  it("accepts only the latest receipt handle", () => {
    queue.send("a");
    const first = receiveOne()?.receiptHandle ?? "";
    nowMs = 60_000;
    const second = receiveOne()?.receiptHandle ?? "";
    expect(queue.changeVisibility(first, 0)).toBe(false);
    queue.delete(first);
    expect(queue.size()).toBe(1);
    queue.delete(second);
    expect(queue.size()).toBe(0);
  });

  it("does not change the visibility of a visible message, nor beyond 12 hours after the receive", () => {
    queue.send("a");
    const handle = receiveOne()?.receiptHandle ?? "";
    nowMs = 10_000;
    expect(queue.changeVisibility(handle, 12 * 3600)).toBe(false);
    expect(queue.changeVisibility(handle, 12 * 3600 - 10)).toBe(true);
    nowMs = 12 * 3600 * 1000;
    expect(queue.changeVisibility(handle, 0)).toBe(false);
  });

  it("can deliver a message twice, even a deleted one", () => {
    const id = queue.send("a");
    const handle = receiveOne()?.receiptHandle ?? "";
    queue.redeliver(id);
    expect(receiveOne()).toMatchObject({ messageId: id, receiveCount: 2 });
    queue.delete(handle);
    expect(queue.size()).toBe(1);
    nowMs = 60_000;
    queue.delete(receiveOne()?.receiptHandle ?? "");
    queue.redeliver(id);
    expect(receiveOne()).toMatchObject({ messageId: id, body: "a" });
  });

  it("returns at most the requested number, the longest waiting first", () => {
    for (const body of ["a", "b", "c"]) {
      queue.send(body);
      nowMs += 1;
    }
    expect(queue.receive(2).map(({ body }) => body)).toEqual(["a", "b"]);
    expect(queue.receive(2).map(({ body }) => body)).toEqual(["c"]);
  });
});
