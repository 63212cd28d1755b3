import { expect, test, vi } from "vitest";
import { request, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { receiverForTest } from "./support/receivers.ts";
import { twinForTest } from "./support/twin.ts";

test("with an account limit of 1, a slow receiver keeps the API out, and nothing is lost", async () => {
  const warnings: string[] = [];
  const limits = { accountConcurrency: 1 };
  const context = { maxTimeoutSeconds: "10" };
  const twin = await twinForTest({ limits, context, warn: (line) => void warnings.push(line) });
  const receiver = await receiverForTest({ answers: { afterMs: 2_000 } });
  const { id } = await retried(() => subscribe(twin, receiver.url, { timeoutSeconds: 10 }));
  const event = await retried(() => send(twin, { type: "invoice.paid", data: {} }));
  await receiver.received(1, 20_000);
  const answer = await request(twin, "GET", `/subscriptions/${id}`);
  expect([answer.status, answer.text]).toEqual([503, '{"message":"Service Unavailable"}']);
  await retried(() => becomes(twin, event.id, "delivered"));
  expect(warnings.join("\n")).toMatch(/^posthorn-dev-\w+ was throttled: Rate Exceeded: /);
}, 120_000);

test("a reservation that leaves less than 100 to the other functions is refused at start", async () => {
  const context = { reservedConcurrency: "ingest:901" };
  await expect(twinForTest({ context })).rejects.toMatchObject({
    name: "CannotStart",
    message: expect.stringContaining("below its minimum value of [100]"),
  });
}, 60_000);

/** Repeats a call that the API may answer with 503. */
const retried = <T>(act: () => Promise<T>): Promise<T> => vi.waitFor(act, { timeout: 20_000, interval: 50 });
