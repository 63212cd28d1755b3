import { describe, expect, it } from "vitest";
import { call, operate, request, subscribe } from "../local/support/api.ts";
import { receiverForTest } from "../local/support/receivers.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

interface ApiTenant {
  id: string;
  name: string;
  dialect?: string;
  maxRetries?: number;
}

const world = usePagesWorld();

const tenantOf = (id: string) => operate<ApiTenant>(world.twin, "GET", `/tenants/${id}`);
const create = (id: string, name = id) => operate(world.twin, "POST", "/tenants", { id, name }, 201);

describe("creating a tenant", () => {
  it("says at the fields what the API refuses, creates the tenant, and opens its page", async () => {
    await create("taken");
    const page = await openConsoleAt(world, "/tenants", { role: "operator", refusals: [422, 409] });
    await page.getByRole("link", { name: "New tenant" }).click();
    const [id, name] = [page.getByLabel("ID"), page.getByLabel("Name")];
    await id.fill("not an id");
    await button(page, "Create tenant").click();
    await page.getByText("must be 1 to 64 letters, digits, _ or -").waitFor();
    await page.getByText("must not be empty").waitFor();
    await id.and(page.locator(":focus")).waitFor();
    await id.fill("taken");
    await name.fill("Ash & Oak");
    await button(page, "Create tenant").click();
    await page.getByText("is taken").waitFor();
    await id.fill("ash");
    await page.getByLabel("Default dialect").selectOption("witn");
    await page.getByLabel("Default retries").fill("5");
    await button(page, "Create tenant").click();
    await heading(page, "Ash & Oak").waitFor();
    expect(page.url()).toBe(`${world.twin.console}/console/tenants/ash`);
    expect(await tenantOf("ash")).toMatchObject({ name: "Ash & Oak", dialect: "witn", maxRetries: 5 });
    await page.getByRole("navigation", { name: "Where you are" }).getByRole("link", { name: "Tenants" }).click();
    await page.getByRole("link", { name: "Ash & Oak" }).waitFor();
  });

  it("asks before it leaves what was typed", async () => {
    const page = await openConsoleAt(world, "/new-tenant", { role: "operator" });
    await page.getByLabel("Name").fill("Birch");
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Leave" }).click();
    await heading(page, "Tenants").waitFor();
  });

  it("isn't offered to viewers", async () => {
    const page = await openConsoleAt(world, "/tenants", { role: "viewer" });
    await page.getByRole("link", { name: "Deletions" }).waitFor();
    expect(await page.getByRole("link", { name: "New tenant" }).count()).toBe(0);
    await page.goto(`${world.twin.console}/console/new-tenant`);
    await heading(page, "There is no such page").waitFor();
  });
});

describe("a tenant's page", () => {
  it("shows its limits, and who hears of problems", async () => {
    await subscribe(world.twin, "http://127.0.0.1:9999/alerts", { name: "Pager", events: ["posthorn.*"] });
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}`, { role: "viewer" });
    await page.getByText("500 a second").waitFor();
    await page.getByText("3 by default, at most 10").waitFor();
    await page.getByText("operator@posthorn.local").waitFor();
    await page.getByRole("link", { name: "Pager" }).click();
    await heading(page, "Pager").waitFor();
    await page.goBack();
    await page.getByText("500 a second").waitFor();
  });

  it("names the tenant's endpoints in trouble, and leads to them, its alerts and its changes", async () => {
    const { id } = await subscribe(world.twin, "http://127.0.0.1:9999/paused", { name: "Backup", events: ["never"] });
    await call(world.twin, "POST", `/subscriptions/${id}/pause`);
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}`, { role: "viewer" });
    const trouble = page.getByRole("region", { name: "Endpoints in trouble" });
    await trouble.getByRole("listitem").getByText("Paused", { exact: true }).waitFor();
    expect(await trouble.getByRole("listitem").count()).toBe(1);
    await trouble.getByRole("link", { name: "Backup" }).click();
    await heading(page, "Backup").waitFor();
    await page.getByRole("link", { name: "Who changed it" }).click();
    await page.getByRole("list", { name: "Audit log" }).getByText("Paused an endpoint").waitFor();
    expect(await page.getByLabel("ID or name of the thing").inputValue()).toBe(id);
    await page.goBack();
    await page.goBack();
    for (const log of ["Alerts", "Audit log"]) {
      await page.getByRole("main").getByRole("link", { name: log }).click();
      await heading(page, log).waitFor();
      expect(await page.getByLabel("Tenant ID").inputValue()).toBe(world.twin.tenantId);
      await page.goBack();
    }
  });

  it("names endpoints that Posthorn switched off", async () => {
    await create("off");
    const receiver = await receiverForTest({ answers: { status: 410 } });
    const as = { key: world.twin.adminKey, headers: { "posthorn-tenant": "off" } };
    const body = { url: receiver.url, name: "Closed", events: ["*"] };
    const { id } = (await request(world.twin, "POST", "/subscriptions", { ...as, body })).body;
    await request(world.twin, "POST", "/events", { ...as, body: { type: "a", data: 1 } });
    const active = async () => (await request(world.twin, "GET", `/subscriptions/${id}`, as)).body.active;
    await expect.poll(active).toBe(false);
    const page = await openConsoleAt(world, "/tenants/off", { role: "viewer" });
    const trouble = page.getByRole("region", { name: "Endpoints in trouble" });
    await trouble.getByRole("link", { name: "Closed" }).getByText("Switched off", { exact: true }).waitFor();
  });

  it("says so if none of the tenant's endpoints is in trouble, or gets alerts", async () => {
    await create("quiet");
    const page = await openConsoleAt(world, "/tenants/quiet");
    await page.getByText("No endpoint of the tenant gets alerts.").waitFor();
    await page.getByRole("heading", { name: "No endpoint is in trouble" }).waitFor();
  });
});

describe("a tenant's settings", () => {
  it("are changed, one field at a time, and cleared", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "elm", name: "Elm", dialect: "witn" }, 201);
    const page = await openConsoleAt(world, "/tenants/elm/settings", { role: "operator", refusals: [422] });
    expect(await button(page, "Save changes").isDisabled()).toBe(true);
    await page.getByLabel("Default retries").fill("11");
    await button(page, "Save changes").click();
    await page.locator(".field-error", { hasText: "10" }).waitFor();
    await operate(world.twin, "PATCH", "/tenants/elm", { name: "Elm Ltd" });
    await page.getByLabel("Default retries").fill("0");
    await page.getByLabel("Default dialect").selectOption("As the stack");
    await button(page, "Save changes").click();
    await page.getByRole("status").getByText("The changes are saved.").waitFor();
    expect(await tenantOf("elm")).toEqual({
      id: "elm",
      name: "Elm Ltd",
      maxRetries: 0,
      createdAt: expect.any(String),
    });
    await page.reload();
    expect(await page.getByLabel("Name").inputValue()).toBe("Elm Ltd");
    expect(await page.getByLabel("Default retries").inputValue()).toBe("0");
  });

  it("can only be seen by viewers", async () => {
    await create("fir", "Fir");
    const page = await openConsoleAt(world, "/tenants/fir/settings", { role: "viewer" });
    await page.getByText("Default dialect").waitFor();
    expect(await page.locator("main input, main select").count()).toBe(0);
    expect(await button(page, "Delete tenant").count()).toBe(0);
  });
});
