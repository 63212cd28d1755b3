import { describe, expect, it } from "vitest";
import { IDLE_MS, MAX_AGE_MS, MAX_IDLE_PER_HOST } from "../../lib/http/socket-pool.ts";
import * as hostile from "../support/receivers/hostile.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, post, testSender } from "../support/receivers/sending.ts";

describe("a kept-alive connection", () => {
  it("is used again", async () => {
    const receiver = disposed(await startReceiver({ answers: { body: "ok" } }));
    const sender = testSender();
    for (let n = 0; n < 5; n++) expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(1);
  });

  it("is not used again after its idle time, although its timer never ran: the process was frozen", async () => {
    const receiver = disposed(await startReceiver());
    let nowMs = 0;
    const sender = testSender({ now: () => nowMs });
    await post(sender, receiver.url);
    nowMs += IDLE_MS;
    await post(sender, receiver.url);
    expect(receiver.connections()).toBe(1);
    nowMs += IDLE_MS + 1;
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(receiver.connections()).toBe(2);
    expect(receiver.requests).toHaveLength(3);
  });

  it("is not kept beyond its age", async () => {
    const receiver = disposed(await startReceiver());
    let nowMs = 0;
    const sender = testSender({ now: () => nowMs });
    for (; nowMs <= MAX_AGE_MS; nowMs += IDLE_MS) await post(sender, receiver.url);
    expect(receiver.connections()).toBe(1);
    await post(sender, receiver.url);
    expect(receiver.connections()).toBe(2);
  });

  it("is one of a bounded number", async () => {
    const receiver = disposed(await startReceiver({ answers: { afterMs: 50 } }));
    const sender = testSender();
    const many = 2 * MAX_IDLE_PER_HOST;
    const burst = () => Promise.all(Array.from({ length: many }, () => post(sender, receiver.url)));
    await burst();
    expect(receiver.connections()).toBe(many);
    await burst();
    expect(receiver.connections()).toBe(2 * many - MAX_IDLE_PER_HOST);
  });

  it("that its server closes as it is used again is replaced, unseen", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.closeOnReuse));
    const sender = testSender();
    for (let n = 1; n <= 3; n++) {
      expect(await post(sender, receiver.url)).toMatchObject({ status: 200, excerpt: "ok" });
    }
    expect(receiver.connections()).toBe(3);
  });

  it("is replaced once only", async () => {
    const receiver = await hostile.startHostile((socket, nth) =>
      nth === 1 ? hostile.closeOnReuse(socket, nth) : hostile.resetAfterRequest(socket, nth),
    );
    disposed(receiver);
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(await post(sender, receiver.url)).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(2);
  });

  it("is replaced within the same time limit", async () => {
    const receiver = await hostile.startHostile((socket, nth) =>
      nth === 1 ? hostile.closeOnReuse(socket, nth) : hostile.silent(socket, nth),
    );
    disposed(receiver);
    const sender = testSender();
    await post(sender, receiver.url);
    const result = await post(sender, receiver.url, { timeoutMs: 150 });
    expect(result).toMatchObject({ failure: "timeout-headers" });
    expect(result.timings.total).toBeLessThan(1_150);
  });

  it("that breaks off within an answer has failed", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.halfAnswerOnReuse));
    const sender = testSender();
    await post(sender, receiver.url);
    expect(await post(sender, receiver.url)).toMatchObject({ failure: "protocol" });
    expect(receiver.connections()).toBe(1);
  });
});
