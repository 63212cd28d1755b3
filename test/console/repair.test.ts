import { describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { dynamoDeadLetterLog } from "../../lib/aws/dynamodb/stores/dead-letter-log.ts";
import { deliveryId, newId, newUlid } from "../../lib/core/ids.ts";
import { call, operate, request, send, subscribe } from "../local/support/api.ts";
import { operatorConfig, putEntry, putOnBus, sendUnreadableTask } from "../local/support/operator-clients.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button, dialog, focused } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { seedDeliveries } from "./support/seed-deliveries.ts";
import { tableName } from "./support/table-name.ts";

const world = usePagesWorld();
const receiver = useReceiver();

const HOSTILE = "<script>alert(1)</script>\u202e";

interface List {
  data: { id: string; action?: string; eventId?: string }[];
}

const rejections = () => operate<List>(world.twin, "GET", "/rejected-events");
const audited = async (action: string) =>
  (await operate<List>(world.twin, "GET", `/audit?action=${action}`)).data.length;

describe("replays of all tenants", () => {
  it("are paused, resumed and cancelled, and filtered by state", async () => {
    const { id: subscriptionId } = await subscribe(world.twin, receiver.url, { name: HOSTILE, events: ["none"] });
    const id = await pausedReplay(subscriptionId);
    const stateOf = async () => (await call<{ state: string }>(world.twin, "GET", `/replays/${id}`)).state;
    const page = await openConsoleAt(world, "/replays");
    const rows = page.getByRole("list", { name: "Replays" }).getByRole("listitem");
    await rows.getByText("<script>alert(1)</script>\ufffd").waitFor();
    await rows.getByText("Paused", { exact: true }).waitFor();
    await button(page, `Resume ${id}`).click();
    await page.getByRole("status").getByText(`Replay ${id}: Running.`).waitFor();
    await expect.poll(stateOf).not.toBe("paused");

    const another = await pausedReplay(subscriptionId);
    await page.getByLabel("State").selectOption("Paused");
    await page.waitForURL(/\?state=paused$/);
    await expect.poll(() => rows.count()).toBe(1);
    await page.reload();
    await button(page, `Cancel ${another}`).click();
    const asks = dialog(page, "Cancel this replay?");
    await asks.getByText(`Replay ${another} of the tenant ${world.twin.tenantId}.`).waitFor();
    await button(asks, "Cancel").click();
    await focused(button(page, `Cancel ${another}`)).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await focused(button(page, `Cancel ${another}`)).waitFor();
    await page.keyboard.press("Enter");
    await asks.getByRole("button", { name: "Cancel replay" }).click();
    await page.getByText("No replay is in this state").waitFor();
    expect(await call(world.twin, "GET", `/replays/${another}`)).toMatchObject({ state: "cancelled" });
    await page.goBack();
    await rows.getByText("Cancelled", { exact: true }).waitFor();
    await expectAccessible(page);
    await page
      .getByRole("link", { name: /<script>/ })
      .first()
      .click();
    await page.waitForURL(new RegExp(`/endpoints/${subscriptionId}/recover$`));
  }, 60_000);

  it("are only seen by viewers", async () => {
    const { id: subscriptionId } = await subscribe(world.twin, receiver.url, { events: ["none"] });
    await pausedReplay(subscriptionId);
    const page = await openConsoleAt(world, "/replays?state=paused", { role: "viewer" });
    await page.getByRole("list", { name: "Replays" }).getByText("Paused", { exact: true }).first().waitFor();
    expect(await page.getByRole("button", { name: /rpl_/ }).count()).toBe(0);
  });

  it("say why a replay can’t be moved", async () => {
    const { id: subscriptionId } = await subscribe(world.twin, receiver.url, { events: ["none"] });
    const id = await pausedReplay(subscriptionId);
    const page = await openConsoleAt(world, "/replays", { refusals: [409] });
    await button(page, `Resume ${id}`).waitFor();
    await call(world.twin, "POST", `/replays/${id}/cancel`);
    await button(page, `Resume ${id}`).click();
    await page.getByRole("alert").getByText("The replay is cancelled.").waitFor();
    await expect.poll(() => button(page, `Resume ${id}`).count()).toBe(0);
  });
});

/** A replay that isn't over before it is paused: it sends one delivery a second, and there are many. */
async function pausedReplay(subscriptionId: string): Promise<string> {
  await seedDeliveries(world.twin, subscriptionId, 200);
  const since = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const wish = { subscriptionId, since, states: ["delivered"], ratePerSecond: 1 };
  const { id } = await call<{ id: string }>(world.twin, "POST", "/replays", wish, 202);
  await call(world.twin, "POST", `/replays/${id}/pause`);
  return id;
}

/** Records a delivery as `settle` does, once it made no progress for three rounds. */
async function recordStuckDelivery(): Promise<string> {
  const { id: subscriptionId } = await subscribe(world.twin, receiver.url, { events: ["none"] });
  const stuck = deliveryId(newUlid(Date.now()), subscriptionId);
  const client = dynamoDbClient(operatorConfig(world.twin));
  const name = await tableName(world.twin);
  const at = new Date().toISOString();
  await dynamoDeadLetterLog({ client, name, now: Date.now }).putLetters([
    {
      messageId: newId("m", Date.now()),
      reason: "no-progress",
      deliveryId: stuck,
      tenantId: world.twin.tenantId,
      subscriptionId,
      sentAt: at,
      since: at,
      sentAgain: 2,
      nextSendAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
  ]);
  client.destroy();
  return stuck;
}

describe("dead letters of deliveries", () => {
  it("say why they are stuck, and are redriven after a question", async () => {
    await sendUnreadableTask(world.twin);
    const stuck = await recordStuckDelivery();
    await expect.poll(async () => (await operate<List>(world.twin, "GET", "/dead-letters")).data.length).toBe(2);
    const page = await openConsoleAt(world, "/dead-letters");
    const rows = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
    await rows.filter({ hasText: stuck }).getByText("Sent again 2 times").waitFor();
    await rows.filter({ hasText: stuck }).getByText("No progress").waitFor();
    await rows.filter({ hasText: "Unreadable" }).getByText("Can’t be sent again").waitFor();
    expect(await rows.getByRole("link").getAttribute("href")).toMatch(
      new RegExp(`/tenants/${world.twin.tenantId}/deliveries/${stuck}$`),
    );
    await expectAccessible(page);
    await button(page, "Redrive all").click();
    const asks = dialog(page, "Redrive all dead letters?");
    await page.keyboard.press("Escape");
    await expect.poll(() => asks.count()).toBe(0);
    expect(await audited("redriveDeadLetters")).toBe(0);
    await focused(button(page, "Redrive all")).waitFor();
    await page.keyboard.press("Enter");
    await asks.getByRole("button", { name: "Redrive all" }).click();
    await page
      .getByRole("status")
      .getByText("1 delivery is queued again within 5 minutes. 1 message can’t be read, and stays.")
      .waitFor();
    expect(await audited("redriveDeadLetters")).toBe(1);
    await page.getByRole("link", { name: "Events from the bus" }).click();
    await page.waitForURL(/\/dead-letters\/bus$/);
    await page.goBack();
    await rows.first().waitFor();
    const viewer = await openConsoleAt(world, "/dead-letters", { role: "viewer" });
    await viewer.getByText("No progress").waitFor();
    expect(await button(viewer, "Redrive all").count()).toBe(0);
  }, 60_000);
});

describe("events from the bus", () => {
  /** Waits until the event is rejected. Resolves with the id of its record. */
  async function rejected(eventId: string): Promise<string> {
    const found = async () => (await rejections()).data.find((one) => one.eventId === eventId)?.id;
    await expect.poll(found).toBeDefined();
    return (await found()) ?? "";
  }

  it("are redriven once their tenant exists", async () => {
    await putOnBus(world.twin, "late.one", { tenantId: "late", id: "late-1", data: { n: 1 } });
    const id = await rejected("late-1");
    const page = await openConsoleAt(world, "/dead-letters/bus", { refusals: [404] });
    await page.getByRole("list", { name: "Events from the bus" }).getByText("late.one").click();
    await page.waitForURL(new RegExp(`/dead-letters/bus/${id}$`));
    await page.getByText("is not a known tenant").waitFor();
    await page.getByText('"n": 1').waitFor();
    await expectAccessible(page);
    await operate(world.twin, "POST", "/tenants", { id: "late", name: "Late" }, 201);
    await button(page, "Redrive").click();
    await page.getByText("The event is queued again.").waitFor();
    await page.getByText("Posthorn has accepted it.").waitFor();
    const found = await request(world.twin, "GET", "/events/late-1", {
      key: world.twin.adminKey,
      headers: { "posthorn-tenant": "late" },
    });
    expect(found.body).toMatchObject({ type: "late.one", data: { n: 1 } });
    await page.reload();
    await page.getByText("There is no such rejected event").waitFor();
  }, 60_000);

  it("are discarded after a question that names them, and shown as text", async () => {
    const Detail = JSON.stringify({ tenantId: HOSTILE, id: "discard-me", data: 1 });
    await putEntry(world.twin, { Source: "shop", DetailType: HOSTILE, Detail });
    const id = await rejected("discard-me");
    const page = await openConsoleAt(world, `/dead-letters/bus/${id}`);
    await page.getByRole("heading", { name: "<script>alert(1)</script>\ufffd", level: 1 }).waitFor();
    await button(page, "Discard").click();
    const asks = dialog(page, "Discard this event?");
    await asks.getByText("<script>alert(1)</script>\ufffd · discard-me").waitFor();
    await asks.getByRole("button", { name: "Discard" }).click();
    await page.getByText("The event was discarded.").waitFor();
    await focused(page.getByRole("main")).waitFor();
    await operate(world.twin, "GET", `/rejected-events/${id}`, undefined, 404);
  });

  it("are redriven all at once, and those that are still wrong stay", async () => {
    await putOnBus(world.twin, "wrong", { tenantId: world.twin.tenantId, id: "never valid" });
    await putOnBus(world.twin, "later.one", { tenantId: "later", id: "later-1", data: {} });
    await rejected("later-1");
    await operate(world.twin, "POST", "/tenants", { id: "later", name: "Later" }, 201);
    const viewer = await openConsoleAt(world, "/dead-letters/bus", { role: "viewer" });
    await viewer.getByText("later.one").waitFor();
    expect(await button(viewer, "Redrive all").count()).toBe(0);
    const page = await openConsoleAt(world, "/dead-letters/bus");
    await page.getByText("later.one").waitFor();
    await expectAccessible(page);
    await button(page, "Redrive all").click();
    await dialog(page, "Redrive all rejected events?").getByRole("button", { name: "Redrive all" }).click();
    await page.getByRole("status").getByText("2 events were queued again.").waitFor();
    await expect.poll(() => page.getByText("later.one").count()).toBe(0);
    await page.getByText("wrong", { exact: true }).waitFor();
    expect((await rejections()).data).toHaveLength(1);
  }, 60_000);
});

describe("an event", () => {
  it("is sent as it was written, with the example of its type at first", async () => {
    const type = { name: "receipt.sent", example: { amount: 1 } };
    await operate(world.twin, "POST", "/event-types", type, 201);
    const { id: subscriptionId } = await subscribe(world.twin, receiver.url, { events: ["receipt.sent"] });
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}/events`, { refusals: [422] });
    await page.getByRole("link", { name: "Send an event" }).click();
    const data = page.getByRole("textbox", { name: "Data" });
    await page.getByLabel("Event type").fill("receipt.sent");
    await expect.poll(() => data.textContent()).toContain('"amount": 1');
    await data.click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText('{"big": 12345678901234567890,');
    await page.getByText("This isn’t JSON").waitFor();
    await button(page, "Send").click();
    await focused(data).waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText('{"big": 12345678901234567890}');
    await page.getByLabel("ID", { exact: true }).fill("no valid id");
    await button(page, "Send").click();
    await page.getByText("must be 1 to 64 letters, digits, _ or -").waitFor();
    await expect.poll(() => page.getByLabel("ID", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("ID", { exact: true }).fill("receipt-1");
    await button(page, "Send").click();
    await page.getByRole("status").getByText("1 endpoint gets it.").waitFor();
    const { text } = await request(world.twin, "GET", "/events/receipt-1");
    expect(text).toContain('"data":{"big": 12345678901234567890}');
    await button(page, "Send").click();
    await page.getByRole("status").getByText("was accepted before").waitFor();
    await page.getByRole("link", { name: "Show the event" }).click();
    await page.waitForURL(/\/events\/receipt-1$/);
    const listed = await call<List>(world.twin, "GET", `/subscriptions/${subscriptionId}/deliveries`);
    expect(listed.data).toHaveLength(1);
  }, 60_000);

  it("is sent once, however often its request fails on the way", async () => {
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}/send-event`, { refusals: [500] });
    const keys: string[] = [];
    let lost = 1;
    await page.route("**/api/v1/events", async (route) => {
      keys.push(route.request().headers()["idempotency-key"] ?? "");
      const response = await route.fetch();
      if (lost-- > 0) await route.fulfill({ status: 500, body: "{}" });
      else await route.fulfill({ response });
    });
    await page.getByLabel("Event type").fill("lost.answer");
    await button(page, "Send").click();
    await page.getByRole("alert").waitFor();
    await button(page, "Send").click();
    await page.getByRole("status").getByText("was accepted before").waitFor();
    await button(page, "Send").click();
    await page.getByRole("status").getByText("The event was accepted").waitFor();
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    const { data } = await call<List>(world.twin, "GET", "/events?type=lost.answer");
    expect(data).toHaveLength(2);
  }, 60_000);

  it("is erased after a question that says what goes", async () => {
    const { id } = await send(world.twin, { type: "erase.me", data: { secret: "very secret" } });
    const path = `/tenants/${world.twin.tenantId}/events/${id}`;
    const page = await openConsoleAt(world, path);
    await page.getByText("very secret").waitFor();
    await button(page, "Erase content").click();
    const asks = dialog(page, "Erase the content of this event?");
    await asks.getByText(`erase.me (${id})`).waitFor();
    await asks.getByRole("button", { name: "Cancel" }).click();
    expect(await call(world.twin, "GET", `/events/${id}`)).toMatchObject({ data: { secret: "very secret" } });
    await button(page, "Erase content").click();
    await asks.getByRole("button", { name: "Erase content" }).click();
    await page.getByText("The content of the event was erased.").waitFor();
    await page.getByText("The event’s data was erased.").waitFor();
    await focused(page.getByRole("main")).waitFor();
    expect((await request(world.twin, "GET", `/events/${id}`)).text).not.toContain("very secret");
    await page.reload();
    await page.getByText("The event’s data was erased.").waitFor();
    expect(await button(page, "Erase content").count()).toBe(0);
  }, 60_000);

  it("is neither sent nor erased by viewers", async () => {
    const { id } = await send(world.twin, { type: "seen.only", data: { a: 1 } });
    const at = `/tenants/${world.twin.tenantId}`;
    const page = await openConsoleAt(world, `${at}/events/${id}`, { role: "viewer" });
    await page.getByText('"a": 1').waitFor();
    expect(await button(page, "Erase content").count()).toBe(0);
    await page.getByRole("link", { name: "Events", exact: true }).last().click();
    await page.getByText("seen.only").first().waitFor();
    expect(await page.getByRole("link", { name: "Send an event" }).count()).toBe(0);
    await page.goto(`${world.twin.console}/console${at}/send-event`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  });
});
