import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, request } from "../local/support/api.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

interface ApiKeyView {
  id: string;
  name: string;
  role: string;
  expiresAt?: string;
}

const world = usePagesWorld();

const keysAt = async (path: string): Promise<ApiKeyView[]> =>
  (await operate<{ data: ApiKeyView[] }>(world.twin, "GET", path)).data;
const statusWith = async (key: string, path: string) => (await request(world.twin, "GET", path, { key })).status;

/** Creates a key on a page. Resolves with the key that the page shows. */
async function createKey(page: Page, name: string, role: string): Promise<string> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Role").selectOption(role);
  await button(page, "Create key").click();
  await page.getByText("The key is created. Copy it now").waitFor();
  await page.getByRole("region", { name: "Created key" }).and(page.locator(":focus")).waitFor();
  return (await page.getByRole("figure", { name: "Key" }).locator("pre").textContent()) ?? "";
}

async function revoke(page: Page, name: string): Promise<void> {
  await button(page, `Revoke ${name}`).click();
  const dialog = page.getByRole("dialog", { name: `Revoke the key ${name}?` });
  await dialog.getByText("It stops working with its next request.").waitFor();
  await button(dialog, "Revoke").click();
  await page.getByRole("status").getByText(`The key ${name} is revoked.`).waitFor();
}

describe("a tenant's keys", () => {
  it("are created, shown once, and revoked", async () => {
    const { tenantId } = world.twin;
    const page = await openConsoleAt(world, `/tenants/${tenantId}/keys`, { role: "operator", refusals: [422] });
    await page.getByLabel("Name").fill("Billing");
    await page.getByLabel("Expires").fill("2020-01-01T00:00:00");
    await button(page, "Create key").click();
    await page.getByText("must be in the future").waitFor();
    await page.getByLabel("Expires").fill("2099-01-01T00:00:00");
    const key = await createKey(page, "Billing", "Read");
    expect(await keysAt(`/tenants/${tenantId}/api-keys`)).toContainEqual(
      expect.objectContaining({ name: "Billing", role: "read", expiresAt: "2099-01-01T00:00:00.000Z" }),
    );
    expect(await statusWith(key, "/subscriptions")).toBe(200);
    await button(page, "Done").click();
    await page.getByText(key).waitFor({ state: "hidden" });
    await page.reload();
    await revoke(page, "Billing");
    expect(await statusWith(key, "/subscriptions")).toBe(401);
    expect(await button(page, "Revoke Billing").count()).toBe(0);
    await page.locator("main:focus").waitFor();
  });

  it("are listed to viewers, who can't change them", async () => {
    const name = '"><img src=x>';
    await operate(world.twin, "POST", `/tenants/${world.twin.tenantId}/api-keys`, { name }, 201);
    const page = await openConsoleAt(world, `/tenants/${world.twin.tenantId}/keys`, { role: "viewer" });
    await page.getByRole("list", { name: "Keys" }).getByText(name).waitFor();
    expect(await page.getByRole("button", { name: /Revoke|Create/ }).count()).toBe(0);
  });
});

describe("the settings", () => {
  it("show the options as deployed, with their defaults, and how to change them", async () => {
    const page = await openConsoleAt(world, "/settings", { role: "viewer" });
    const { hosts, options } = await operate<{
      hosts: { api: string; console: string };
      options: { name: string; value: string; default: string }[];
    }>(world.twin, "GET", "/settings");
    expect(hosts).toEqual({ api: world.twin.api, console: world.twin.console });
    await page.getByText(hosts.console).waitFor();
    const rows = page.getByRole("row");
    expect(await rows.count()).toBe(options.length + 1);
    const scopes = rows.filter({ hasText: "oidcScopes" });
    expect(await scopes.textContent()).toMatch(/openid,email,groups.*Changed.*openid,email/);
    expect(await rows.filter({ hasText: "retentionDays" }).textContent()).toMatch(/Days for which.*30.*30/);
    const command = await page.getByRole("figure", { name: "Deployment" }).locator("pre").textContent();
    expect(command).toMatch(/^npm run deploy -- .*-c oidcScopes=openid,email,groups/);
    await page.getByText("3 within 35 min 30 s").waitFor();
    await page.reload();
    await page.getByText(hosts.console).waitFor();
  });

  it("have operator keys for the admin only", async () => {
    const page = await openConsoleAt(world, "/settings");
    await page.getByRole("link", { name: "Operator keys" }).click();
    await page.waitForURL("**/settings/operator-keys");
    const key = await createKey(page, "backend", "Manage");
    expect(await keysAt("/operator-keys")).toContainEqual(expect.objectContaining({ name: "backend", role: "manage" }));
    expect(await statusWith(key, "/tenants")).toBe(200);
    await button(page, "Done").click();
    await revoke(page, "backend");
    expect(await statusWith(key, "/tenants")).toBe(401);
    const others = await openConsoleAt(world, "/settings/operator-keys", { role: "operator" });
    await others.getByRole("heading", { name: "There is no such page" }).waitFor();
    await others.goto(`${world.twin.console}/console/settings`);
    await others.getByRole("link", { name: "Key ring" }).waitFor();
    expect(await others.getByRole("link", { name: "Operator keys" }).count()).toBe(0);
  });

  it("end the previous admin key after a question", async () => {
    const page = await openConsoleAt(world, "/settings/operator-keys");
    await button(page, "End it now").click();
    const dialog = page.getByRole("dialog", { name: "End the previous admin key?" });
    await dialog.getByRole("button", { name: "End it now" }).click();
    await page.getByRole("status").getByText("Only the current admin key works.").waitFor();
    const { data } = await operate<{ data: { action: string }[] }>(world.twin, "GET", "/audit?limit=1");
    expect(data[0]?.action).toBe("endPreviousAdminKey");
  });

  it("are busy in a dialog that is opened again during its act, which closes it", async () => {
    const page = await openConsoleAt(world, "/settings/operator-keys");
    const answers = Promise.withResolvers<void>();
    let requests = 0;
    await page.route("**/api/v1/admin-key/previous", async (route) => {
      requests += 1;
      await answers.promise;
      await route.continue();
    });
    await button(page, "End it now").click();
    const dialog = page.getByRole("dialog", { name: "End the previous admin key?" });
    await dialog.getByRole("button", { name: "End it now" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await button(page, "End it now").click();
    await dialog.waitFor();
    expect(await dialog.getByRole("button", { name: "End it now" }).isDisabled()).toBe(true);
    answers.resolve();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("status").getByText("Only the current admin key works.").waitFor();
    expect(requests).toBe(1);
  });

  it("rotate the key ring, and show how far that is", async () => {
    const viewer = await openConsoleAt(world, "/settings/key-ring", { role: "operator" });
    await viewer.getByText("Never rotated").waitFor();
    expect(await button(viewer, "Rotate key ring").count()).toBe(0);
    const page = await openConsoleAt(world, "/settings/key-ring");
    await button(page, "Rotate key ring").click();
    const dialog = page.getByRole("dialog", { name: "Rotate the key ring?" });
    await dialog.getByText("Earlier keys stay in the ring.").waitFor();
    await dialog.getByRole("button", { name: "Rotate key ring" }).click();
    await page.getByText("Completed", { exact: true }).first().waitFor({ timeout: 30_000 });
    await button(page, "Drop earlier keys").waitFor();
    expect(await operate(world.twin, "GET", "/key-ring")).toMatchObject({ state: "completed" });
    await button(page, "Drop earlier keys").click();
    await page.getByRole("dialog").getByText("can’t be read without them").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Drop earlier keys" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByText("Sealing all values with the current key").waitFor();
    expect(await operate(world.twin, "GET", "/key-ring")).toMatchObject({ state: "resealing" });
    expect(await button(page, "Rotate key ring").isDisabled()).toBe(true);
  }, 60_000);
});
