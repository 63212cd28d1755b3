import { readFileSync } from "node:fs";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Page } from "playwright-core";
import { expect, it, vi } from "vitest";
import { digestKey } from "../../lib/aws/dynamodb/keys/digest-keys.ts";
import type { Twin } from "../../lib/local/twin.ts";
import { operate, send, subscribe } from "../local/support/api.ts";
import { operatorConfig } from "../local/support/operator-clients.ts";
import { useReceiver } from "../local/support/receivers.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { signIn } from "./support/open-console-at.ts";
import { button, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { tableName } from "./support/table-name.ts";

const world = usePagesWorld();
const receiver = useReceiver();

/** The pages look for changes every 30 s, or every 5 s while something waits. */
const PATIENCE = { timeout: 40_000 };

/** The function `alert` runs each minute, and people are told a minute after an alert was raised. */
const MAIL_MS = 200_000;

/** Enough failures for Posthorn to hold what comes later. */
const EVENTS = 15;

it("an operator hears of a failing endpoint, finds the cause, pauses it, has it mended, resumes and replays", async () => {
  const { twin, browser } = world;
  receiver.script({ status: 500, body: "relation “orders” does not exist" });
  const { id } = await subscribe(twin, `${receiver.url}/hooks`, { name: "Orders", maxRetries: 0 });
  const failed = await sendSome(twin, "lost", EVENTS);

  // The alert arrives.
  await hurryDigest(twin, id);
  const inbox = () => readFileSync(twin.inbox, "utf8");
  await vi.waitFor(() => expect(inbox()).toContain(id), { timeout: MAIL_MS, interval: 500 });
  const [link = ""] = /http\S+\/console\/tenants\/\S+/.exec(inbox()) ?? [];
  expect(link).toBe(`${twin.console}/console/tenants/${twin.tenantId}/endpoints/${id}`);
  const page = await browser.open({ refusals: [401] });
  await page.goto(link);
  const key = await operate<{ id: string; key: string }>(twin, "POST", "/operator-keys", { name: "on-call" }, 201);
  await signIn(page, key.key);
  await heading(page, "Orders").waitFor();

  // How bad is it, and who else has trouble?
  await area(page, "Overview");
  await page.getByRole("link", { name: /Orders.*Failing/ }).waitFor(PATIENCE);
  await page.locator(".figure", { hasText: "Open alerts" }).getByRole("link", { name: "1", exact: true }).waitFor();
  await page.locator(".figure", { hasText: "Endpoints in trouble" }).getByRole("link", { name: "1" }).waitFor();
  const held = await sendSome(twin, "held", 3);
  await page.getByRole("link", { name: /Orders.*Failing/ }).click();

  // The cause.
  await heading(page, "Orders").waitFor();
  await page.getByRole("link", { name: "Deliveries" }).click();
  await page.getByRole("listitem").filter({ hasText: "Exhausted" }).getByRole("link").first().click();
  await page.getByText("The receiver answered with status 500: something went wrong on its side.").waitFor();
  await page.locator("summary").filter({ hasText: "Answer" }).click();
  await page.getByText("relation “orders” does not exist").waitFor();

  // Paused while the customer mends it.
  await page.goto(link);
  await button(page, "Pause").click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("Paused", { exact: true }).first().waitFor(PATIENCE);
  receiver.script({});
  receiver.requests.length = 0;
  await button(page, "Resume").click();
  await page.getByText("Healthy", { exact: true }).first().waitFor(PATIENCE);
  await expect.poll(() => held.filter((order) => !arrived(receiver).has(order)), PATIENCE).toEqual([]);

  // What was lost is sent again.
  await page.getByRole("link", { name: "Recover" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByText(/would be sent again/).waitFor();
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText("Completed").first().waitFor(PATIENCE);
  await expect.poll(() => arrived(receiver), PATIENCE).toEqual(new Set([...failed, ...held]));
  await area(page, "Replays");
  await page.getByRole("listitem").filter({ hasText: "Completed" }).first().waitFor();

  // Nothing is wrong any more, and the log knows who did what.
  await area(page, "Overview");
  await page.getByText("No endpoint is in trouble").waitFor(PATIENCE);
  await area(page, "Audit log");
  for (const action of ["Paused an endpoint", "Resumed an endpoint", "Started a replay"]) {
    const change = page.getByRole("listitem").filter({ hasText: action }).first();
    await change.waitFor();
    expect(await change.textContent()).toContain(key.id);
  }
}, 400_000);

/** The deliveries that used up their attempts are told of together, five minutes after the first one. Makes it now. */
async function hurryDigest(twin: Twin, subscriptionId: string): Promise<void> {
  const client = new DynamoDBClient(operatorConfig(twin));
  const { pk, sk } = digestKey(subscriptionId);
  const now = new UpdateItemCommand({
    TableName: await tableName(twin),
    Key: { pk: { S: pk }, sk: { S: sk } },
    UpdateExpression: "SET dueAt = :now",
    ConditionExpression: "attribute_exists(dueAt)",
    ExpressionAttributeValues: { ":now": { N: String(Date.now()) } },
  });
  await vi.waitFor(() => client.send(now), { timeout: 20_000, interval: 200 });
  client.destroy();
}

/** Sends orders at the same time. Resolves with their ids. */
async function sendSome(twin: Twin, prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `${prefix}_${n}`);
  await Promise.all(ids.map((orderId) => send(twin, { type: "order.created", data: { orderId } })));
  return ids;
}

/** Opens an area of the console. */
const area = (page: Page, name: string): Promise<void> =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();

/** The orders that the receiver got since it works again. */
const arrived = ({ requests }: Receiver): Set<string> =>
  new Set(requests.map(({ body }) => JSON.parse(body.toString()).data.orderId));
