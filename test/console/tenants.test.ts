import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, request, subscribe } from "../local/support/api.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
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
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true, level: 1 });

describe("creating a tenant", () => {
  it("says at the fields what the API refuses, creates the tenant, and opens its page", async () => {
    await create("taken");
    const page = await openConsoleAt(world, "/tenants", { role: "operator", refusals: [422, 409] });
    await page.getByRole("link", { name: "New tenant" }).click();
    const [id, name] = [page.getByLabel("Id"), page.getByLabel("Name")];
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
    await heading(page, "There is no such page.").waitFor();
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

  it("says so if none of the tenant's endpoints gets alerts", async () => {
    await create("quiet");
    const page = await openConsoleAt(world, "/tenants/quiet");
    await page.getByText("No endpoint of the tenant gets alerts.").waitFor();
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

describe("deleting a tenant", () => {
  it("says what is erased, wants the id typed, and then shows how far it is", async () => {
    await create("gone", '<b onclick="x">Gone</b>');
    const page = await openConsoleAt(world, "/tenants", { role: "operator" });
    await page.getByRole("link", { name: "gone" }).click();
    await page.getByRole("navigation", { name: "Tenant" }).getByRole("link", { name: "Settings" }).click();
    await button(page, "Delete tenant").click();
    const dialog = page.getByRole("dialog", { name: 'Delete <b onclick="x">Gone</b>?' });
    await dialog.getByText("16 minutes later, Posthorn begins to erase its events, deliveries,").waitFor();
    const confirm = dialog.getByRole("button", { name: "Delete tenant" });
    await dialog.getByLabel("Type the id gone to confirm").fill("gon");
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel("Type the id gone to confirm").fill("gone");
    await confirm.click();
    await heading(page, "Deletion of gone").waitFor();
    await page.getByText("Erasure begins", { exact: true }).waitFor();
    expect((await request(world.twin, "GET", "/tenants/gone", { key: world.twin.adminKey })).status).toBe(404);
    const { data } = await operate<{ data: { id: string; tenantId: string }[] }>(
      world.twin,
      "GET",
      "/tenant-deletions",
    );
    expect(page.url()).toBe(`${world.twin.console}/console/tenant-deletions/${data[0]?.id}`);
    await page.reload();
    await page.getByText("Waiting", { exact: true }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Deletions" }).click();
    await page.getByRole("list", { name: "Deletions" }).getByText("gone").waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tenants" }).click();
    await page.getByRole("link", { name: world.twin.tenantId }).first().waitFor();
    expect(await page.getByRole("link", { name: "gone" }).count()).toBe(0);
    await page.goBack();
    await page.goBack();
    await page.getByText("Waiting", { exact: true }).waitFor();
    await expectAccessible(page);
  });

  it("is refused while the tenant has endpoints: the page leads to them instead", async () => {
    await subscribe(world.twin, "http://127.0.0.1:9999/in-use");
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}/settings`);
    await page.getByRole("link", { name: "To the endpoints" }).waitFor();
    expect(await button(page, "Delete tenant").count()).toBe(0);
    await page.getByRole("link", { name: "To the endpoints" }).click();
    await page.getByText("127.0.0.1:9999/in-use").first().waitFor();
  });

  it("says why it failed: an endpoint was created meanwhile", async () => {
    await create("busy");
    const page = await openConsoleAt(world, "/tenants/busy/settings", { refusals: [409] });
    await button(page, "Delete tenant").click();
    const { key } = await operate<{ key: string }>(world.twin, "POST", "/tenants/busy/api-keys", {}, 201);
    const body = { url: "http://127.0.0.1:9999/late", events: ["*"] };
    expect((await request(world.twin, "POST", "/subscriptions", { key, body })).status).toBe(201);
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Type the id busy to confirm").fill("busy");
    await dialog.getByRole("button", { name: "Delete tenant" }).click();
    await dialog.getByRole("alert").getByText("The tenant has subscriptions. Delete them first.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await button(page, "Delete tenant").and(page.locator(":focus")).waitFor();
  });
});
