import { describe, expect, it, test } from "vitest";
import type { SendResult } from "../../lib/core/delivery/outcome.ts";
import * as hostile from "../support/receivers/hostile.ts";
import { disposed, post, testSender } from "../support/receivers/sending.ts";

const LIMIT_MS = 150;

/** Expects the limit to pass in full, and not much later on a busy machine. */
function expectInTime({ timings }: SendResult): void {
  expect(timings.total).toBeGreaterThan(LIMIT_MS - 10);
  expect(timings.total).toBeLessThan(LIMIT_MS + 1_000);
}

describe("the time limit bounds", () => {
  test.each<[string, hostile.Behaviour]>([
    ["silence", hostile.silent],
    ["headers that drip", hostile.slowHeaders],
    ["interim answers that drip", hostile.slowInterim],
  ])("%s", async (_name, behaviour) => {
    const receiver = disposed(await hostile.startHostile(behaviour));
    const result = await post(testSender(), receiver.url, { timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({
      failure: "timeout-headers",
      detail: "The time limit of 0.15 s passed while waiting for an answer.",
    });
    expect(result.status).toBeUndefined();
    expectInTime(result);
  });

  it("a body that drips: its status is recorded with the failure", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.slowBody));
    const result = await post(testSender(), receiver.url, { timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({ status: 200, failure: "too-slow", excerpt: expect.stringMatching(/^a+$/) });
    expectInTime(result);
  });

  it("a DNS lookup", async () => {
    const result = await post(testSender({ lookup: () => {} }), "http://hangs.test/", { timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({ failure: "timeout-dns" });
    expectInTime(result);
  });

  it("a connection that is never established", async () => {
    const receiver = disposed(await hostile.startUnconnectable());
    const result = await post(testSender(), receiver.url, { timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({ failure: "timeout-connect" });
    expectInTime(result);
  });

  it("a TLS handshake", async () => {
    const receiver = disposed(await hostile.startHostile(hostile.silent));
    const result = await post(testSender(), `https://127.0.0.1:${receiver.port}/`, { timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({ failure: "timeout-tls" });
    expect(Object.keys(result.timings)).toEqual(["connect", "total"]);
    expectInTime(result);
  });

  it("a body that the receiver does not read", async () => {
    const receiver = disposed(await hostile.startHostile((socket) => socket.pause()));
    const body = Buffer.alloc(32 * 1024 * 1024);
    const result = await post(testSender(), receiver.url, { body, timeoutMs: LIMIT_MS });
    expect(result).toMatchObject({ failure: "timeout-headers" });
    expectInTime(result);
  });
});
