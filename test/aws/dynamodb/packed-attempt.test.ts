import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import { packAttempts, unpackAttempts } from "../../../lib/aws/dynamodb/packed-attempt.ts";
import { packText, unpackText } from "../../../lib/aws/dynamodb/packed-text.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import { attemptAt, deliveryAt, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";

const delivery = deliveryAt(subscriptionAt(`tnt_${"0".repeat(26)}`, T0), T0, { type: "workflow.item.state.changed" });
const allUnpacked = (...all: Attempt[]): Attempt[] => unpackAttempts(delivery, packAttempts(delivery, all));
const unpacked = (attempt: Attempt): Attempt | undefined => allUnpacked(attempt)[0];

const typical = (answerHeaders: Record<string, string>): Attempt =>
  attemptAt(T0, {
    url: "https://hooks.example.com/integrations/webhooks/posthorn/01HXYZ",
    timings: { dns: 12.1, connect: 22.2, tls: 33.4, firstByte: 120.4, total: 203.4 },
    requestHeaders: {
      "content-type": "application/json",
      "webhook-id": delivery.eventId,
      "webhook-timestamp": "1731705121",
      "webhook-signature": `v1,${randomBytes(32).toString("base64")}`,
      "posthorn-delivery-id": delivery.id,
      "posthorn-attempt": "1",
      "posthorn-subscription-id": delivery.subscriptionId,
      "posthorn-hop": randomBytes(8).toString("hex"),
      "user-agent": "Posthorn/0.1.0",
    },
    bodyDigest: `sha256:${randomBytes(32).toString("hex")}`,
    answerHeaders,
    excerpt: '{"received":true}',
    secretVersion: randomUUID(),
  });

const headers = fc.option(
  fc.dictionary(fc.stringMatching(/^[a-zA-Z-]{1,20}$/), fc.oneof(fc.string(), fc.constantFrom("1", "keep-alive")), {
    maxKeys: 8,
  }),
  { nil: undefined },
);

const attempts: fc.Arbitrary<Attempt> = fc.record({
  number: fc.integer({ min: 1, max: 500 }),
  at: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString()),
  url: fc.webUrl(),
  status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  failure: fc.constantFrom(undefined, "dns", "http-500", "timeout-tls"),
  detail: fc.option(fc.string(), { nil: undefined }),
  timings: fc.record({ dns: fc.option(fc.nat(), { nil: undefined }), total: fc.nat() }),
  trigger: fc.constantFrom("scheduled", "manual", "replay", "test"),
  requestHeaders: headers,
  bodyDigest: fc.constantFrom(undefined, `sha256:${"0f".repeat(32)}`, "sha256:other"),
  answerHeaders: headers,
  excerpt: fc.string({ maxLength: 1_024 }),
  secretVersion: fc.option(fc.string(), { nil: undefined }),
});

describe("a packed attempt", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(attempts, (attempt) => {
        expect(unpacked(attempt)).toEqual(attempt);
      }),
    );
  });

  it("comes back with others", () => {
    fc.assert(
      fc.property(fc.array(attempts, { minLength: 1, maxLength: 4 }), (all) => {
        expect(allUnpacked(...all)).toEqual(all);
      }),
    );
  });

  it("keeps header values that look like words or ids", () => {
    const requestHeaders = {
      "posthorn-delivery-id": delivery.id,
      date: delivery.eventId,
      "x-n": "3",
      via: "webhook-id",
    };
    expect(unpacked(attemptAt(T0, { requestHeaders }))?.requestHeaders).toEqual(requestHeaders);
  });

  it.each([
    ["few headers", { date: "Fri, 27 Nov 2026 06:30:06 GMT", connection: "keep-alive", "content-length": "15" }],
    [
      "the headers of a content delivery network",
      {
        date: "Fri, 27 Nov 2026 06:30:06 GMT",
        "content-type": "application/json; charset=utf-8",
        server: "cloudflare",
        "cf-ray": "8e9abcdef0123456-FRA",
        "cf-cache-status": "DYNAMIC",
        "x-request-id": randomUUID(),
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        etag: `W/"f-${randomBytes(20).toString("base64")}"`,
        "report-to": `{"endpoints":[{"url":"https://a.nel.example/report/v4?s=${randomBytes(100).toString("base64")}"}]}`,
      },
    ],
  ])("fits with its delivery into one write unit of 1 KiB: %s", (_, answerHeaders) => {
    const row = deliveryRow(
      { retentionDays: 30 },
      { ...delivery, latencyMs: 203.4 },
      packAttempts(delivery, [typical(answerHeaders)]),
    );
    expect(sizeOf(row)).toBeLessThanOrEqual(1_024);
  });
});

it("is refused when it has a word of a later release", () => {
  const packed = packAttempts(delivery, [attemptAt(T0, { answerHeaders: { "content-type": "x" } })]);
  const later = unpackText(packed).replace('[3,"x"]', '[9999,"x"]');
  expect(() => unpackAttempts(delivery, packText(later, later.length))).toThrow("unknown word 9999");
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(row: Record<string, unknown>): number {
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  return given.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  return typeof value === "number" ? Math.ceil(String(value).length / 2) + 1 : Buffer.byteLength(String(value));
}
