import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { operate, request, subscribe } from "../local/support/api.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { focused } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const HOSTILE = '<img src=x onerror="alert(1)"> \u202egnp.exe';

const rows = (page: Page) => page.getByRole("list", { name: "Audit log" }).getByRole("button");

const titlesOf = async (page: Page) => (await rows(page).allInnerTexts()).map((text) => text.split("\n")[0]);

let endpoint: string;

describe("the console’s audit log", () => {
  beforeAll(async () => {
    const { twin } = world;
    endpoint = (await subscribe(twin, "http://127.0.0.1:9999/one", { events: ["never"] })).id;
    const body = { url: "http://127.0.0.1:9999/two", name: HOSTILE, metadata: { plan: "b" } };
    expect((await request(twin, "PATCH", `/subscriptions/${endpoint}`, { body })).status).toBe(200);
    await operate(twin, "POST", "/tenants", { id: "globex", name: "Globex" }, 201);
    await operate(twin, "PATCH", "/tenants/globex", { name: "Globex Corporation" });
    await operate(twin, "POST", "/event-types", { name: "seen.in-audit", description: `long ${"x".repeat(300)}` }, 201);
  });

  it("shows the fields before and after, and leads to the thing", async () => {
    const page = await openConsoleAt(world, "/audit", { role: "viewer" });
    await page.getByLabel("Action").selectOption("Changed an endpoint");
    await page.waitForURL("**/audit?action=updateSubscription");
    await expect.poll(() => rows(page).count()).toBe(1);
    const changed = await rows(page).first().getByText(`${world.twin.tenantId} · `).innerText();
    expect(changed.split(" · ")[1]?.split(", ").sort()).toEqual(["metadata", "name", "url"]);
    await rows(page).first().click();
    const dialog = page.getByRole("dialog", { name: "Changed an endpoint" });
    await dialog.getByText("twin · Key", { exact: false }).waitFor();
    const fields = dialog.getByRole("table", { name: "Fields" });
    await fields.waitFor();
    const cellsOf = (field: string) =>
      fields.getByRole("row").filter({ hasText: field }).getByRole("cell").allInnerTexts();
    expect(await cellsOf("url")).toEqual(["http://127.0.0.1:9999/one", "http://127.0.0.1:9999/two"]);
    expect(await cellsOf("metadata › plan")).toEqual(["not set", "b"]);
    expect(await cellsOf("name")).toEqual(["not set", HOSTILE.replace("\u202e", "\ufffd")]);
    expect(await page.locator("img").count()).toBe(0);
    await dialog.getByRole("link", { name: `Endpoint ${endpoint}` }).click();
    await page.waitForURL(`**/tenants/${world.twin.tenantId}/endpoints/${endpoint}`);
    await page.goBack();
    await rows(page).first().waitFor();
  });

  it("opens a change again as soon as it is closed", async () => {
    const page = await openConsoleAt(world, "/audit?action=updateSubscription");
    await rows(page).first().click();
    const dialog = page.getByRole("dialog", { name: "Changed an endpoint" });
    await dialog.getByRole("button", { name: "Close" }).waitFor();
    await page.evaluate(`
      document.querySelector("dialog .buttons button").click();
      document.querySelector(".audit-row").click();
      new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))`);
    expect(await dialog.count()).toBe(1);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("narrows to all changes of a thing, or by one who made them", async () => {
    const { twin } = world;
    const page = await openConsoleAt(world, "/audit?action=updateSubscription");
    await rows(page).first().click();
    await page.getByRole("button", { name: "All its changes" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByLabel("Action").selectOption("Any action");
    await page.waitForURL(`**/audit?resourceType=subscription&resourceId=${endpoint}`);
    await expect.poll(() => titlesOf(page)).toEqual(["Changed an endpoint", "Created an endpoint"]);
    await rows(page).first().click();
    await page.getByRole("button", { name: "All their changes" }).click();
    const who = page.getByLabel("Who");
    await expect.poll(() => who.inputValue()).toMatch(new RegExp(`^${twin.tenantId}-`));
    const key = await who.inputValue();
    const { data } = await operate<{ data: object[] }>(twin, "GET", `/audit?actor=${key}&resourceId=${endpoint}`);
    await expect.poll(() => rows(page).count()).toBe(data.length);
    await page.goBack();
    await expect.poll(() => who.inputValue()).toBe("");
  });

  it("moves the focus to the first filter when filters are cleared", async () => {
    const page = await openConsoleAt(world, "/audit?tenantId=globex");
    const clear = page.getByRole("link", { name: "Clear filters" });
    await clear.focus();
    await page.keyboard.press("Enter");
    await clear.waitFor({ state: "detached" });
    await focused(page.getByLabel("Who")).waitFor();
  });

  it("is filtered by type, tenant, id and time in the address, and errors stand at their field", async () => {
    const page = await openConsoleAt(world, "/audit?tenantId=globex", { refusals: [422] });
    await expect.poll(() => titlesOf(page)).toEqual(["Changed a tenant", "Created a tenant"]);
    await page.getByLabel("Type of thing").selectOption("Event type");
    await page.getByRole("heading", { name: "No change matches these filters" }).waitFor();
    await page.getByLabel("Tenant ID").fill("");
    await page.keyboard.press("Enter");
    await page.getByLabel("ID or name of the thing").fill("seen.in-audit");
    await page.keyboard.press("Enter");
    await expect.poll(() => titlesOf(page)).toEqual(["Created an event type"]);
    await page.getByLabel("Time", { exact: true }).selectOption("Last hour");
    await page.waitForURL(/range=1h/);
    await page.reload();
    await expect.poll(() => titlesOf(page)).toEqual(["Created an event type"]);
    await rows(page).first().click();
    const dialog = page.getByRole("dialog", { name: "Created an event type" });
    await dialog.getByRole("figure", { name: "description, Value" }).waitFor();
    expect(await dialog.getByRole("link", { name: "Event type seen.in-audit" }).getAttribute("href")).toBe(
      "/console/catalog/types/seen.in-audit",
    );
    await page.keyboard.press("Escape");
    await page.getByLabel("Tenant ID").fill("No Body");
    await page.keyboard.press("Enter");
    await page.getByText("must be a tenant's id").first().waitFor();
    expect(await page.getByLabel("Tenant ID").getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("link", { name: "Clear filters" }).click();
    await page.waitForURL(/\/audit$/);
    await expect.poll(() => page.getByLabel("Tenant ID").inputValue()).toBe("");
    await expect.poll(() => rows(page).count()).toBeGreaterThan(3);
  });

  it("says who did it, in the console and elsewhere", async () => {
    const page = await openConsoleAt(world, "/audit?actor=admin");
    await rows(page).first().getByText("Admin key, in the console").waitFor();
    await operate(world.twin, "PATCH", "/tenants/globex", { name: "Globex Ltd." });
    await page.reload();
    await expect.poll(() => rows(page).first().innerText()).toMatch(/Changed a tenant\s+Admin key\s+globex/);
    const ann = await operate<{ key: string }>(
      world.twin,
      "POST",
      "/operator-keys",
      { name: "Ann", role: "manage" },
      201,
    );
    await request(world.twin, "PATCH", "/tenants/globex", { key: ann.key, body: { name: "Globex" } });
    await page.goto(`${world.twin.console}/console/audit?action=updateTenant`);
    await rows(page).first().click();
    await page.getByRole("dialog").getByText("Ann · Key", { exact: false }).waitFor();
  });

  it("shows a thing's own id, because its tenant may call it like another", async () => {
    const { id } = await subscribe(world.twin, "http://127.0.0.1:9999/three", { name: endpoint, events: ["none"] });
    const page = await openConsoleAt(
      world,
      `/audit?action=createSubscription&resourceId=${id}&resourceType=subscription`,
    );
    await rows(page).getByText(id).waitFor();
    await rows(page).getByText(`${world.twin.tenantId} · ${endpoint}`).waitFor();
  });
});
