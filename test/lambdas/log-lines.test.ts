import { Logger } from "@aws-lambda-powertools/logger";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newApiKey } from "../../lib/core/keys/api-keys.ts";
import { parseOptions } from "../../lib/infra/options.ts";
import { busEventText } from "../support/bus-event.ts";
import { subscriptionOf } from "../support/factories.ts";
import { httpRequest } from "../support/http-request.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../support/memory/memory-pipeline.ts";
import { memorySecrets } from "../support/memory/memory-secrets.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const createdAt = new Date(NOW).toISOString();
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

beforeEach(() => void vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false"));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The lines that some work writes, parsed. */
async function linesOf(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  let text = "";
  const write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(write));
  await work();
  for (const spy of spies) spy.mockRestore();
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

/** What `ingest` and `deliver` write about two events in a list and the batch of their deliveries. */
async function linesOfTwo(logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR", status = 200) {
  const logger = new Logger({ logLevel });
  const sender = { send: async () => ({ startedAtMs: NOW, timings: { total: 1 }, excerpt: "", status }) };
  const { world, ingest, deliver, deliveries } = memoryPipeline({ now: () => NOW, sender, logger });
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt });
  const subscription = subscriptionOf();
  const secret = await memorySecrets(world).store({ tenantId: "acme", subscriptionId: subscription.id }, SECRET);
  world.subscriptions.put(`acme/${subscription.id}`, { ...subscription, secret });
  const body = JSON.stringify({ events: [1, 2].map((n) => ({ type: "invoice.paid", data: { n } })) });
  const request = httpRequest({ route: "POST /api/v1/events/batch", key, body });
  return {
    ingest: await linesOf(async () => expect((await ingest(request, invocationContext()))?.statusCode).toBe(202)),
    deliver: await linesOf(async () => expect(await pollOnce(deliveries, deliver)).toBe(2)),
  };
}

const messagesOf = (lines: Record<string, unknown>[]) => lines.map(({ message }) => message);

describe("two events that are delivered at once", () => {
  it.each([parseOptions({}).logLevel, "WARN", "ERROR"] as const)(
    "take no line of ingest and one of deliver at %s: the batch's metrics",
    async (logLevel) => {
      const { ingest, deliver } = await linesOfTwo(logLevel);
      expect(ingest).toEqual([]);
      expect(deliver).toMatchObject([{ _aws: expect.anything(), Delivered: [1, 1] }]);
    },
  );

  it("have a line each at DEBUG", async () => {
    const { deliver } = await linesOfTwo("DEBUG");
    expect(messagesOf(deliver)).toEqual(["delivered", "delivered", undefined]);
  });
});

describe("two deliveries that fail", () => {
  it("take one line of deliver at the default level: the batch's metrics", async () => {
    const { deliver } = await linesOfTwo(parseOptions({}).logLevel, 500);
    expect(deliver).toMatchObject([{ _aws: expect.anything(), Retrying: [1, 1] }]);
  });

  it("have a line each at DEBUG", async () => {
    const { deliver } = await linesOfTwo("DEBUG", 500);
    expect(messagesOf(deliver)).toEqual(["not delivered", "not delivered", undefined]);
    expect(deliver[2]).toMatchObject({ Retrying: [1, 1] });
  });
});

it("a rejected event from the bus takes a line, and counts in a metric of this stage's ingest", async () => {
  const logger = new Logger({ logLevel: "ERROR" });
  const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const { intake, ingest } = memoryPipeline({ now: () => NOW, sender, logger });
  const text = busEventText({ tenantId: "nobody", id: "e1", data: SECRET });
  intake.send(text);
  intake.send(text);
  const lines = await linesOf(() => pollOnce(intake, ingest));
  const rejection = { message: "event rejected", level: "ERROR", tenantId: "nobody", eventId: "e1" };
  expect(lines).toMatchObject([rejection, rejection, { RejectedEvents: [1, 1], function: "test" }]);
  expect(lines[2]?._aws).toMatchObject({ CloudWatchMetrics: [{ Dimensions: [["service", "function"]] }] });
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});
