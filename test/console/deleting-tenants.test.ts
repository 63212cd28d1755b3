import { describe, expect, it } from "vitest";
import { operate, request, subscribe } from "../local/support/api.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button, focused, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const create = (id: string, name = id) => operate(world.twin, "POST", "/tenants", { id, name }, 201);

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
    await dialog.getByLabel("Type the ID gone to confirm").fill("gon");
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel("Type the ID gone to confirm").fill("gone");
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
    await heading(page, "Deletions").waitFor();
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
    await dialog.getByLabel("Type the ID busy to confirm").fill("busy");
    await dialog.getByRole("button", { name: "Delete tenant" }).click();
    await dialog.getByRole("alert").getByText("The tenant has subscriptions. Delete them first.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await focused(button(page, "Delete tenant")).waitFor();
  });
});
