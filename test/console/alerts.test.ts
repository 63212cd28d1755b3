import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { alertWrites } from "../../lib/aws/dynamodb/alert-rows.ts";
import { transact } from "../../lib/aws/dynamodb/driver/transact.ts";
import { type Alert, type AlertFacts, type AlertType, alertOf } from "../../lib/core/alerts/alert.ts";
import { exampleFacts } from "../../lib/core/alerts/alert-examples.ts";
import { operate, request, subscribe } from "../local/support/api.ts";
import { operatorConfig } from "../local/support/operator-clients.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { focused } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { tableName } from "./support/table-name.ts";

const world = usePagesWorld();

const HOSTILE = "</script><b>x</b> \u202egnp.exe";

const rows = (page: Page) => page.getByRole("list", { name: "Alerts" }).getByRole("button");

let endpoint: string;

/** Keeps alerts as if Posthorn had raised them. */
async function raise(...alerts: Alert[]): Promise<void> {
  const client = dynamoDbClient(operatorConfig(world.twin));
  const table = { client, name: await tableName(world.twin), retentionDays: 30, now: Date.now };
  for (const alert of alerts) await transact(table, alertWrites(table, alert));
  client.destroy();
}

function alertAt<Type extends AlertType>(type: Type, secondsAgo: number, facts: AlertFacts[Type] = exampleFacts[type]) {
  const key = { tenantId: world.twin.tenantId, subscriptionId: endpoint };
  return alertOf(key, type, facts, Date.now() - secondsAgo * 1_000) as Alert;
}

/** As the API shows one. */
function alertView() {
  const { facts, ...alert } = alertAt("subscription.recovered", 9);
  return { ...alert, ...facts, open: true, toldAt: {} };
}

describe("the console’s alerts", () => {
  beforeAll(async () => {
    endpoint = (await subscribe(world.twin, "http://127.0.0.1:9999/hook", { name: HOSTILE, events: ["never"] })).id;
  });

  it("are calm while none is open", async () => {
    const page = await openConsoleAt(world, "/alerts", { role: "viewer" });
    await page.getByRole("heading", { name: "No alert is open" }).waitFor();
  });

  it("are open while their problem lasts, and show its details", async () => {
    const { twin } = world;
    await request(twin, "PATCH", `/subscriptions/${endpoint}`, { body: { active: false } });
    const page = await openConsoleAt(world, "/", { role: "viewer" });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Alerts" }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await rows(page).first().innerText()).toContain("Endpoint switched off by a request");
    await rows(page).first().focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Endpoint switched off by a request" });
    await dialog.getByText("switched it off.").waitFor();
    await dialog.getByText("\ufffdgnp.exe").waitFor();
    await dialog.getByText("If somebody meant to do this, nothing needs to be done.", { exact: false }).waitFor();
    expect(await dialog.getByText("Not yet").count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    await focused(rows(page).first()).waitFor();
    await rows(page).first().click();
    await dialog.getByRole("link", { name: "gnp.exe" }).click();
    await page.waitForURL(`**/tenants/${twin.tenantId}/endpoints/${endpoint}`);
    await page.goBack();
    await request(twin, "PATCH", `/subscriptions/${endpoint}`, { body: { active: true } });
    await page.reload();
    await page.getByRole("heading", { name: "No alert is open" }).waitFor();
    await page.getByLabel("Show").selectOption("Past");
    await page.waitForURL("**/alerts?show=past");
    await rows(page).first().getByText("Past").waitFor();
    const { data } = await operate<{ data: { open: boolean }[] }>(twin, "GET", "/alerts?open=false");
    expect(data.map(({ open }) => open)).toEqual([false]);
  });

  it("are looked for further only if somebody asks, when many pages have none", async () => {
    const page = await openConsoleAt(world, "/tenants");
    let reads = 0;
    await page.route(/\/api\/v1\/alerts\?/, (route) => {
      const data = ++reads === 8 ? [alertView()] : [];
      return route.fulfill({ json: { data, next: `alr_${String(reads).padStart(26, "0")}` } });
    });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Alerts" }).click();
    const further = page.getByRole("button", { name: "Look further" });
    await page.getByRole("heading", { name: "Nothing found so far" }).waitFor();
    expect([reads, await page.getByText("No alert is open").count()]).toEqual([5, 0]);
    await further.click();
    await rows(page).first().getByText("Endpoint recovered").waitFor();
    await page.getByRole("heading", { name: "Nothing else found so far" }).waitFor();
    expect([reads, await rows(page).count()]).toEqual([13, 1]);
  });

  it.each<[AlertType, string, string]>([
    ["subscription.failing", "Endpoint failing", "five POSTs in a row had no answer in time"],
    ["subscription.recovered", "Endpoint recovered", "The endpoint failed from"],
    ["subscription.disable-scheduled", "Endpoint about to be switched off", "204 times in a row"],
    ["subscription.disabled", "Endpoint switched off: it failed for days", "250 times in a row"],
    ["subscription.rate-limited", "Deliveries wait for a rate limit", "for the limit of 10 a second"],
    ["delivery.exhausted", "Deliveries exhausted", "12 deliveries used up all attempts"],
    ["filter.too-slow", "Filter too slow", ""],
  ])("tell people what they mean: %s", async (type, title, what) => {
    await raise(alertAt(type, 60));
    const page = await openConsoleAt(world, `/alerts?show=all&type=${type}`, { role: "operator" });
    await page.getByRole("button", { name: title }).first().click();
    const dialog = page.getByRole("dialog", { name: title });
    await dialog.getByText("What Posthorn does").waitFor();
    expect(await dialog.innerText()).toContain(what);
    if (type !== "delivery.exhausted") return;
    const { deliveryId } = exampleFacts[type].latest;
    const link = dialog.getByRole("link", { name: exampleFacts[type].latest.type });
    expect(await link.getAttribute("href")).toContain(`/tenants/${world.twin.tenantId}/deliveries/${deliveryId}`);
  });

  it("are filtered by type, tenant and endpoint in the address, and errors stand at their field", async () => {
    await raise(alertAt("filter.too-slow", 5), alertAt("subscription.recovered", 4));
    const page = await openConsoleAt(world, "/alerts?show=all", { refusals: [422] });
    await page.getByLabel("Type").selectOption("Endpoint recovered");
    await page.waitForURL("**/alerts?show=all&type=subscription.recovered");
    await expect.poll(() => rows(page).allInnerTexts()).toSatisfy(isOnly("Endpoint recovered"));
    await page.getByLabel("Tenant ID").fill("nobody");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "No alert matches these filters" }).waitFor();
    await page.goBack();
    await page.getByLabel("Endpoint ID").fill(endpoint);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`subscriptionId=${endpoint}$`));
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
    await page.reload();
    expect(await page.getByLabel("Endpoint ID").inputValue()).toBe(endpoint);
    await page.getByLabel("Tenant ID").fill("No Body");
    await page.keyboard.press("Enter");
    await page.getByText("must be a tenant's id").first().waitFor();
    expect(await page.getByLabel("Tenant ID").getAttribute("aria-invalid")).toBe("true");
  });
});

const isOnly = (title: string) => (texts: string[]) => texts.length > 0 && texts.every((text) => text.includes(title));
