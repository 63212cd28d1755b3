import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import outtake from "../../lib/cli/catalog/sets/outtake.json" with { type: "json" };
import { call, operate, send } from "../local/support/api.ts";
import { products } from "../local/support/products.ts";
import { receiverForTest } from "../local/support/receivers.ts";
import { tlsOf } from "../support/receivers/certificates.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { createdEndpoint, shownCode, unfold, visitPortal } from "./support/portal-user.ts";

const world = usePagesWorld();

beforeAll(async () => {
  for (const type of outtake.eventTypes) await operate(world.twin, "POST", "/event-types", type, 201);
  for (const type of outtake.derivedTypes) await operate(world.twin, "POST", "/derived-types", type, 201);
  for (const name of ["invoice.paid", "invoice.voided", "customer.created"]) {
    await operate(world.twin, "POST", "/event-types", { name, description: `About ${name}.`, group: "Billing" }, 201);
  }
});

/** The form of a new endpoint, with its URL and its format. */
async function newEndpoint(receiver: Receiver, dialect: string): Promise<Page> {
  const page = await visitPortal(world, "/endpoints/new");
  await page.getByLabel("URL", { exact: true }).fill(`${receiver.url}/${dialect}`);
  await unfold(page, "Dialect and headers");
  await page.getByLabel("Dialect", { exact: true }).selectOption(dialect);
  return page;
}

/** Types the names of event types. */
async function typeIn(page: Page, ...types: string[]): Promise<void> {
  for (const type of types) {
    await page.getByRole("searchbox", { name: "Find a type" }).fill(type);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove ${type}`, exact: true }).waitFor();
  }
}

/** Whether a product's receiver, as its customers have written it, accepts what arrived. */
async function accepted(product: string, key: string, receiver: Receiver, count = 1): Promise<boolean[]> {
  const { accepts } = products.find(({ name }) => name === product) ?? { accepts: () => false };
  return (await receiver.received(count)).map((post) => accepts(key, post));
}

describe("a customer of a product builds by hand in the portal", () => {
  it("a notification rule, with a filter for one agent", async () => {
    const receiver = await receiverForTest();
    const page = await newEndpoint(receiver, "witn");
    await page.getByLabel("Name", { exact: true }).fill("Support failed");
    await typeIn(page, "outcome_failed");
    await unfold(page, "Filter");
    await page.getByLabel("Filter", { exact: true }).fill('data.facts.agentKey == "support"');
    const secret = await shownCode(page);
    const id = await createdEndpoint(page);

    const event = (agentKey: string) => ({
      type: "outcome_failed",
      data: { subjectKey: "out_1", facts: { outcomeKey: "out_1", customerKey: "cus_1", agentKey, agentName: "A" } },
    });
    expect((await send(world.twin, event("sales"))).deliveries).toBe(0);
    expect((await send(world.twin, event("support"))).deliveries).toBe(1);
    expect(await accepted("witn", secret, receiver)).toEqual([true]);
    const { data } = JSON.parse(receiver.requests[0]?.body.toString() ?? "");
    expect(data.rule).toEqual({ id, name: "Support failed" });
  });

  it("a workflow, with four topics of the catalog and a secret that is generated before saving", async () => {
    const receiver = await receiverForTest();
    const page = await newEndpoint(receiver, "outtake");
    for (const topic of ["created", "state.changed", "resolved", "reopened"]) {
      await page.getByRole("checkbox", { name: new RegExp(`^${topic}`) }).check();
    }
    await unfold(page, "Metadata");
    for (const [name, value] of [
      ["resolvedState", "done"],
      ["activeStates", "open,review"],
    ] as const) {
      await page.getByRole("button", { name: "Add entry" }).click();
      await page.keyboard.type(name);
      await page.keyboard.press("Tab");
      await page.keyboard.type(value);
    }
    const secret = await shownCode(page);
    const id = await createdEndpoint(page);
    const { events, metadata } = await call<{ events: string[]; metadata: object }>(
      world.twin,
      "GET",
      `/subscriptions/${id}`,
    );
    expect(events.sort()).toEqual(
      ["created", "reopened", "resolved", "state.changed"].map((topic) => `workflow.item.${topic}`),
    );
    expect(metadata).toEqual({ resolvedState: "done", activeStates: "open,review" });

    const moved = (previousState: string, newState: string) => ({
      type: "workflow-item-state-updated",
      data: { workflow: { workflowId: "w", newState, previousState }, alert: {} },
    });
    expect((await send(world.twin, moved("open", "open"))).deliveries).toBe(0);
    expect((await send(world.twin, moved("open", "done"))).deliveries).toBe(1);
    expect(await accepted("outtake", secret, receiver)).toEqual([true]);
  });

  it("an agent platform's webhook: custom headers, TLS off, 300 s and 10 retries", async () => {
    const receiver = await receiverForTest({ tls: tlsOf("self-signed") });
    const page = await newEndpoint(receiver, "agents");
    await page.getByLabel("Name", { exact: true }).fill("Agents");
    await page.getByLabel("Description", { exact: true }).fill("What the agents do");
    await typeIn(page, "agent.action", "agent.message", "user.message");
    for (const [name, value] of [
      ["X-Team", "blue"],
      ["X-Api-Token", "t0ken"],
    ] as const) {
      await page.getByRole("button", { name: "Add header" }).click();
      await page.keyboard.type(name);
      await page.keyboard.press("Tab");
      await page.keyboard.type(value);
    }
    await page
      .getByLabel(/^Sensitive/)
      .last()
      .check();
    await unfold(page, "Time limit");
    await page.getByLabel("Time limit in seconds").fill("300");
    await page.getByLabel("Retries", { exact: true }).fill("10");
    await unfold(page, "Delivery");
    await page.getByLabel("Verify the TLS certificate").uncheck();
    const secret = await shownCode(page);
    const id = await createdEndpoint(page);
    expect(await call(world.twin, "GET", `/subscriptions/${id}`)).toMatchObject({
      description: "What the agents do",
      headers: { "X-Team": "blue", "X-Api-Token": "******" },
      sensitiveHeaders: ["X-Api-Token"],
      timeoutSeconds: 300,
      maxRetries: 10,
      verifyTls: false,
    });

    await send(world.twin, { type: "agent.message", data: { agent: { id: "a" }, room: "r", content: "1e3 é" } });
    expect(await accepted("agents", secret, receiver)).toEqual([true]);
    expect(receiver.requests[0]?.headers).toMatchObject({ "x-team": "blue", "x-api-token": "t0ken" });
  });

  it("a subscription to the catalog, with a wildcard", async () => {
    const receiver = await receiverForTest();
    const page = await newEndpoint(receiver, "tenant");
    await page.getByRole("checkbox", { name: "invoice.*" }).check();
    const included = page.getByRole("checkbox", { name: /paid/ });
    expect([await included.isChecked(), await included.isDisabled()]).toEqual([true, true]);
    await unfold(page, "Filter");
    await page.getByLabel("Filter", { exact: true }).fill("data.amount > 100");
    const secret = await shownCode(page);
    await createdEndpoint(page);

    for (const [type, amount] of [
      ["invoice.paid", 5],
      ["customer.created", 500],
      ["invoice.voided", 500],
    ] as const) {
      await send(world.twin, { type, data: { amount } });
    }
    expect(await accepted("tenant", secret, receiver)).toEqual([true]);
    expect(JSON.parse(receiver.requests[0]?.body.toString() ?? "")).toMatchObject({ type: "invoice.voided" });
  });

  it("the tutorial's webhook, with a secret of their own, and tests it", async () => {
    const receiver = await receiverForTest();
    const page = await newEndpoint(receiver, "watsi");
    await typeIn(page, "message.received", "message.status");
    await page.getByLabel("Use a secret of mine").first().check();
    await page
      .getByRole("textbox", { name: "Use a secret of mine" })
      .fill("a secret of the tutorial's".replaceAll(" ", "-"));
    await createdEndpoint(page);
    await page.getByRole("link", { name: "Test", exact: true }).click();
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("The receiver accepted the test (message.received).").waitFor();
    await send(world.twin, { type: "message.status", data: { message: { id: "msg_1" } } });
    expect(await accepted("watsi", "a-secret-of-the-tutorial's", receiver, 2)).toEqual([true, true]);
  });
});
