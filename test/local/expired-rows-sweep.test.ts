import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Sweep, startSweep } from "../../lib/local/expired-rows-sweep.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../support/dynamodb-emulator.ts";
import { testCredentials } from "../support/test-credentials.ts";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const SECOND = NOW / 1000;

let dynoxide: DynamoDbEmulator;
let sweep: Sweep | undefined;
let warnings: string[];

beforeEach(async () => {
  dynoxide = await startDynamoDb();
  warnings = [];
  await createTestTable(dynoxide.client, "posthorn");
});
afterEach(async () => {
  await sweep?.stop();
  await dynoxide.stop();
});

async function start(name = "posthorn"): Promise<void> {
  const endpoint = await dynoxide.client.config.endpoint?.();
  sweep = startSweep({
    tables: [{ name, arn: "", keys: ["pk", "sk"], ttlAttribute: "expiresAt" }],
    endpoint: `http://${endpoint?.hostname}:${endpoint?.port}`,
    ...testCredentials,
    everyMs: 50,
    now: () => NOW,
    warn: (line) => warnings.push(line),
  });
}

const put = (pk: string, fields: object) =>
  dynoxide.client.send(new PutCommand({ TableName: "posthorn", Item: { pk, sk: "x", ...fields } }));

async function isThere(pk: string): Promise<boolean> {
  const key = { TableName: "posthorn", Key: { pk, sk: "x" }, ProjectionExpression: "pk" };
  return (await dynoxide.client.send(new GetCommand(key))).Item !== undefined;
}

it("deletes expired rows, and no others", async () => {
  const rows = { past: SECOND - 1, future: SECOND + 60, now: SECOND, text: "1" };
  for (const [pk, expiresAt] of Object.entries(rows)) await put(pk, { expiresAt });
  await put("none", {});
  await start();
  await vi.waitFor(async () => expect(await isThere("past")).toBe(false));
  for (const pk of ["future", "now", "text", "none"]) expect(await isThere(pk), pk).toBe(true);
  const TableName = "posthorn";
  const set = { UpdateExpression: "SET expiresAt = :e", ExpressionAttributeValues: { ":e": SECOND - 1 } };
  await dynoxide.client.send(new UpdateCommand({ TableName, Key: { pk: "future", sk: "x" }, ...set }));
  await vi.waitFor(async () => expect(await isThere("future")).toBe(false));
  expect(warnings).toEqual([]);
});

it("finds expired rows on several pages", async () => {
  const large = "x".repeat(300_000);
  await Promise.all(
    Array.from({ length: 40 }, (_, n) => put(`row ${n}`, { large, expiresAt: SECOND + (n % 2 ? -5 : 5) })),
  );
  await start();
  const there = () => Promise.all(Array.from({ length: 40 }, (_, n) => isThere(`row ${n}`)));
  await vi.waitFor(
    async () => expect(await there()).toEqual(Array.from({ length: 40 }, (_, n) => n % 2 === 0)),
    30_000,
  );
}, 60_000);

it("reports failures, and continues", async () => {
  await start("none.such");
  await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(1));
  expect(warnings[0]).toContain("none.such");
});
