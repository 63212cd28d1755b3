import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, request } from "../local/support/api.ts";
import { receiverForTest } from "../local/support/receivers.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { addHistory } from "./shop/shop-history.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { focused, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const HOSTILE = '<img src=x onerror="alert(1)"> \u202egnp.exe';

/** The number of a figure, and what it means. */
const figure = (page: Page, name: string) => page.locator(".figure").filter({ hasText: name });

const numberOf = (page: Page, name: string) => figure(page, name).locator(".figure-value").innerText();

const trouble = (page: Page) => page.getByRole("region", { name: "Endpoints in trouble" });

/** A tenant of its own with an endpoint. */
async function withEndpoint(id: string, fields: object, receiver: Receiver) {
  await operate(world.twin, "POST", "/tenants", { id, name: `The ${id} company` }, 201);
  const as = { key: world.twin.adminKey, headers: { "posthorn-tenant": id } };
  const body = { url: receiver.url, events: ["*"], ...fields };
  const endpoint = (await request(world.twin, "POST", "/subscriptions", { ...as, body })).body.id as string;
  const act = (name: string) => request(world.twin, "POST", `/subscriptions/${endpoint}/${name}`, as);
  const send = async () => (await request(world.twin, "POST", "/events", { ...as, body: { type: "a", data: 1 } })).body;
  const held = async () =>
    (await request(world.twin, "GET", `/subscriptions/${endpoint}/deliveries?state=held`, as)).body.data;
  return { endpoint, act, send, held };
}

interface OverviewAnswer {
  endpoints: { data: { subscriptionId: string; state: string; name: string }[] };
  oldestWaiting: { delivery?: { deliveryId: string } };
}

const overview = () => operate<OverviewAnswer>(world.twin, "GET", "/overview");

describe("the console’s overview", () => {
  it("is the first page, and calm while nothing is wrong", async () => {
    const page = await openConsoleAt(world, "/", { role: "viewer" });
    await heading(page, "Overview").waitFor();
    await page.getByRole("heading", { name: "No endpoint is in trouble" }).waitFor();
    await expect.poll(() => numberOf(page, "Open alerts")).toBe("0");
    for (const [name, value] of [
      ["Endpoints in trouble", "0"],
      ["Oldest waiting delivery", "None"],
      ["In flight", "0"],
      ["Dead letters", "0"],
    ] as const) {
      expect(await numberOf(page, name), name).toBe(value);
    }
    await page.getByText("No attempt failed in this time.").waitFor();
    expect(await figure(page, "Dead letters").getByRole("link").getAttribute("href")).toBe("/console/dead-letters");
  });

  it("names endpoints in trouble of all tenants, and leads to them and to the delivery that waits longest", async () => {
    const receiver = await receiverForTest();
    const { endpoint, act, send, held } = await withEndpoint("globex", { name: HOSTILE }, receiver);
    await act("pause");
    await send();
    await expect.poll(async () => (await held()).length).toBe(1);
    const page = await openConsoleAt(world, "/", { role: "viewer" });
    const row = trouble(page).getByRole("link").first();
    await row.getByText("\ufffdgnp.exe").waitFor();
    await expect.poll(() => row.innerText()).toMatch(/The globex company[\s\S]*paused by hand[\s\S]*Paused/);
    expect(await page.locator("img").count()).toBe(0);
    const answer = await overview();
    expect(answer.endpoints.data).toMatchObject([{ subscriptionId: endpoint, state: "paused", name: HOSTILE }]);
    const [delivery] = await held();
    expect(answer.oldestWaiting.delivery?.deliveryId).toBe(delivery.id);

    await figure(page, "Oldest waiting delivery").getByRole("link").click();
    await page.waitForURL(`**/tenants/globex/deliveries/${delivery.id}`);
    await page.goBack();
    await row.click();
    await page.waitForURL(`**/tenants/globex/endpoints/${endpoint}`);
    await page.getByRole("heading", { name: "gnp.exe", level: 1 }).waitFor();
    await page.goBack();
    await page.reload();
    await row.waitFor();
  });

  it("shows on its own what comes up while it is open", async () => {
    const receiver = await receiverForTest();
    const { act } = await withEndpoint("initech", { name: "Reports" }, receiver);
    const page = await openConsoleAt(world, "/");
    await trouble(page).getByRole("link").first().waitFor();
    expect(await trouble(page).getByText("Reports").count()).toBe(0);
    await act("pause");
    await trouble(page).getByText("Reports").waitFor();
  });

  it("counts open alerts, and leads to them", async () => {
    const receiver = await receiverForTest();
    const { endpoint } = await withEndpoint("umbrella", { name: "Lab" }, receiver);
    const as = { key: world.twin.adminKey, headers: { "posthorn-tenant": "umbrella" } };
    await request(world.twin, "PATCH", `/subscriptions/${endpoint}`, { ...as, body: { active: false } });
    const page = await openConsoleAt(world, "/");
    await expect.poll(() => numberOf(page, "Open alerts")).toBe("1");
    await figure(page, "Open alerts").getByRole("link").click();
    await heading(page, "Alerts").waitFor();
    await page.getByText("Endpoint switched off by a request").waitFor();
  });

  it("is not calm while it doesn’t know whether all is well", async () => {
    const page = await openConsoleAt(world, "/tenants");
    await page.route(/\/api\/v1\/alerts\?/, (route) =>
      route.fulfill({ json: { data: [], next: "alr_00000000000000000000000000" } }),
    );
    await page.route(/\/api\/v1\/overview\?/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ json: { ...(await response.json()), endpoints: { data: [], complete: false } } });
    });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
    await page.getByText("None of the newest is open. Older ones may be.").waitFor();
    await expect.poll(() => page.locator(".figure.unsure").count()).toBe(2);
    expect(await numberOf(page, "Open alerts")).toBe("Not known");
    expect(await numberOf(page, "Endpoints in trouble")).toBe("Not known");
    await trouble(page).getByRole("heading", { name: "Not known whether an endpoint is in trouble" }).waitFor();
  });

  it("leads from a tenant’s worst endpoints to its others", async () => {
    const receiver = await receiverForTest();
    const { endpoint, act } = await withEndpoint("hooli", { name: "Nucleus" }, receiver);
    await act("pause");
    const page = await openConsoleAt(world, "/tenants");
    await page.route(/\/api\/v1\/overview\?/, async (route) => {
      const answer = await (await route.fetch()).json();
      const own = answer.endpoints.data.filter((one: { subscriptionId: string }) => one.subscriptionId === endpoint);
      const data = own.map((one: object) => ({ ...one, more: 115 }));
      await route.fulfill({ json: { ...answer, endpoints: { data, complete: false } } });
    });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
    await trouble(page).getByRole("link", { name: "115 more endpoints of this tenant are in trouble" }).click();
    await page.waitForURL("**/tenants/hooli/endpoints?health=paused");
    await page.getByText("Nucleus").first().waitFor();
  });

  it("keeps what it shows, and the focus, while another range is read or can’t be", async () => {
    const page = await openConsoleAt(world, "/", { refusals: [400] });
    await page.locator(".activity[aria-busy=false]").waitFor();
    const answers = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/overview\?resolution=hour/, async (route) => {
      await answers.promise;
      await route.fulfill({ status: 400, json: { title: "Refused" } });
    });
    const day = page.getByRole("button", { name: "Last 24 hours" });
    await day.click();
    await page.locator(".activity[aria-busy=true]").waitFor();
    await focused(day).waitFor();
    answers.resolve();
    await page.getByRole("alert").waitFor();
    await focused(day).waitFor();
    await page.getByRole("button", { name: "Last hour" }).click();
    await page.locator(".activity[aria-busy=false]").waitFor();
  });

  it("says that it couldn’t be read again, beside what was read", async () => {
    const page = await openConsoleAt(world, "/", { refusals: [400] });
    await page.locator(".activity[aria-busy=false]").waitFor();
    await page.route(/\/api\/v1\/overview\?/, (route) => route.fulfill({ status: 400, json: { title: "Refused" } }));
    // The page reads again after 30 s if nothing on it changes.
    await page.getByRole("alert").waitFor({ timeout: 50_000 });
    expect(await page.locator(".activity").count()).toBe(1);
  });

  it("shows any range, by cause too, and keeps both in the address", async () => {
    const { twin } = world;
    const { id } = await operate<{ id: string }>(twin, "POST", "/tenants", { name: "History" }, 201);
    await addHistory(twin, `sub_${"0".repeat(26)}`, {
      hours: 3,
      deliveries: () => 4,
      outcome: (_ago, nth) =>
        nth > 0 ? { state: "delivered", latencyMs: 20 } : { state: "exhausted", latencyMs: 90, failure: "http-503" },
    });
    const page = await openConsoleAt(world, "/");
    await page.getByRole("button", { name: "Last 24 hours" }).click();
    await page.waitForURL("**/console/?range=24h");
    await page.getByText("9 delivered, 3 failed attempts").waitFor();
    expect(await numberOf(page, "Exhausted")).toBe("3");
    await page.getByRole("link", { name: "Server errors (HTTP 5xx)" }).click();
    await page.waitForURL("**/console/?range=24h&failure=http-5xx");
    await trouble(page).getByRole("heading", { name: "No endpoint in trouble fails with this" }).waitFor();
    await page.reload();
    await trouble(page).getByText("Failing with: Server errors (HTTP 5xx)").waitFor();
    await trouble(page).getByRole("link", { name: "Show all" }).click();
    await focused(page.locator("#content")).waitFor();
    await trouble(page).getByText("Paused").first().waitFor();
    await page.goBack();
    await trouble(page).getByText("Failing with:").waitFor();
    expect(await page.getByRole("button", { name: "Last 24 hours" }).getAttribute("aria-pressed")).toBe("true");
    await operate(twin, "DELETE", `/tenants/${id}`, undefined, 204);
  });
});
