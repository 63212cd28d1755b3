import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import { unpackText } from "../../lib/aws/dynamodb/packed-text.ts";
import { call, send, subscribe } from "./support/api.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const VALUE = "Bearer hunter2-of-a-length";

const receiver = useReceiver();
const twin = useTwin();

/** Every row of the twin's table, as text. */
async function allRows(): Promise<string> {
  const client = new DynamoDBClient(operatorConfig(twin));
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName }));
  client.destroy();
  expect([LastEvaluatedKey, Items.length > 5]).toEqual([undefined, true]);
  return JSON.stringify(Items, inClear);
}

const PACKED = ["data", "first", "packed"];

/** Shows packed attributes as text. */
const inClear = (name: string, value: { B?: Uint8Array }): unknown =>
  PACKED.includes(name) && value.B ? unpackText(value.B) : value;

/** The files of a twin whose bytes contain a text: its table, queues, secrets and logs. */
const filesWith = (text: string): string[] =>
  readdirSync(twin.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(text));

test("the value of a sensitive header reaches the receiver, and is in no row, file or answer", async () => {
  receiver.script((request) => ({
    status: request.headers["x-fail"] ? 500 : 200,
    headers: { "x-echo": String(request.headers.authorization) },
    body: `you sent ${request.headers.authorization}`,
  }));
  const headers = { Authorization: VALUE };
  const { id } = await subscribe(twin, receiver.url, { headers, sensitiveHeaders: ["authorization"] });
  const tested = await call(twin, "POST", `/subscriptions/${id}/test`, {});
  const event = await send(twin, { type: "a.b", data: { marker: "in-clear-in-the-row" } });
  const listed = await vi.waitFor(
    async () => {
      const list = await call<{ data: { id: string }[] }>(
        twin,
        "GET",
        `/subscriptions/${id}/deliveries?state=delivered`,
      );
      expect(list.data).toHaveLength(2);
      return list;
    },
    { timeout: 10_000 },
  );
  await call(twin, "PATCH", `/subscriptions/${id}`, { name: "N" });
  await call(twin, "POST", `/subscriptions/${id}/rotate-secret`, {});
  expect(receiver.requests.map((request) => request.headers.authorization)).toEqual([VALUE, VALUE]);
  const details = await Promise.all(
    listed.data.map((delivery) => call<{ id: string }>(twin, "GET", `/deliveries/${delivery.id}`)),
  );
  const explained = await call(twin, "GET", `/events/${event.id}/explanation`);
  const rows = await allRows();
  expect(rows).toContain("in-clear-in-the-row");
  for (const part of ["hunter2", Buffer.from(VALUE).toString("base64").slice(4, 20)]) {
    expect(JSON.stringify([tested, listed, details, explained])).not.toContain(part);
    expect(rows).not.toContain(part);
    expect(filesWith(part)).toEqual([]);
  }
});
