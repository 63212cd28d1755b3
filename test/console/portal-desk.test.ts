import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, request } from "../local/support/api.ts";
import { pngOf } from "../support/png.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

interface Look {
  accent?: string;
  theme?: string;
  logo?: { url: string; width: number };
}

const world = usePagesWorld();

const portalOf = (id: string) => `/tenants/${id}/portal`;
const create = (id: string) => operate(world.twin, "POST", "/tenants", { id, name: id }, 201);
const lookAt = (path: string) => operate<Look>(world.twin, "GET", path);
const linkOn = async (page: Page): Promise<string> =>
  (await page.getByRole("figure", { name: "Link" }).locator("pre").textContent()) ?? "";

/** The answer to the code of a link. */
const exchange = async (url: string) => {
  const code = new URL(url).hash.replace("#code=", "");
  return (await request(world.twin, "POST", "/portal/exchange", { body: { code } })).body;
};

describe("a link to the portal", () => {
  it("has the rights, the scope and the look that were chosen, and opens the portal", async () => {
    await create("oak");
    const page = await openConsoleAt(world, portalOf("oak"), { role: "operator" });
    await page.getByRole("checkbox", { name: "Manage endpoints" }).uncheck();
    await page.getByRole("checkbox", { name: "See secrets" }).check();
    await page.getByLabel("Actor").first().fill("ann@example.com");
    await page.getByLabel("Length of the session").selectOption("8 hours");
    await page.getByText("Only some endpoints").click();
    await button(page, "Add entry").click();
    await page.getByLabel("Metadata: name").fill("team");
    await page.getByLabel("Value of team").fill("billing");
    await page.getByText("Look and language").click();
    await page.getByLabel("Theme").first().selectOption("Dark");
    await button(page, "Make link").click();
    await page.getByText("The link is made.").waitFor();
    await page.getByRole("region", { name: "Made link" }).and(page.locator(":focus")).waitFor();
    const { session } = await exchange(await linkOn(page));
    expect(session).toMatchObject({
      tenantId: "oak",
      actor: "ann@example.com",
      capabilities: expect.arrayContaining(["view", "viewPayload", "test", "repair", "viewSecret"]),
      scope: { metadata: { team: "billing" } },
      theme: "dark",
    });
    expect(session.capabilities).not.toContain("manage");
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(8 * 3_600_000);
    await button(page, "Make another link").click();
    await button(page, "Make link").click();
    const customer = await world.browser.open();
    await customer.goto(await linkOn(page));
    await customer.getByRole("heading", { name: "Endpoints" }).waitFor();
  });

  it("shows at the fields what the API refuses", async () => {
    await create("ivy");
    const page = await openConsoleAt(world, portalOf("ivy"), { refusals: [422] });
    await button(page, "Make link").waitFor();
    for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
    await page.getByText("Start and return").click();
    await page.getByLabel("First page").fill("//elsewhere.example");
    await page.getByLabel("Page for a new link").fill("https://stranger.example/link");
    await page.getByText("Look and language").click();
    await page.getByLabel("Language").fill("klingon!");
    await button(page, "Make link").click();
    await page.getByText("must name at least one capability").waitFor();
    await page.getByText("must be a path inside the portal such as /endpoints").waitFor();
    await page.getByText("must be a language tag such as en or pt-BR").waitFor();
    await page.getByRole("checkbox", { name: "See", exact: true }).check();
    await page.getByLabel("First page").fill("");
    await page.getByLabel("Language").fill("");
    await button(page, "Make link").click();
    await page.locator(".field-error", { hasText: "portalOrigins" }).waitFor();
  });

  it("isn't offered to viewers, who see the look only", async () => {
    const page = await openConsoleAt(world, portalOf(world.twin.tenantId), { role: "viewer" });
    await page.getByRole("heading", { name: "Look" }).waitFor();
    await page.getByText("Not set").first().waitFor();
    expect(await page.locator("main").getByRole("button").allTextContents()).toEqual(["API and CLI"]);
  });
});

describe("sessions of the portal", () => {
  it("of one actor end, and then all", async () => {
    await create("yew");
    const start = async (actor: string): Promise<string> => {
      const body = { capabilities: ["view"], actor };
      const { url } = await operate<{ url: string }>(world.twin, "POST", "/tenants/yew/portal-links", body, 201);
      return (await exchange(url)).accessToken;
    };
    const [ann, bob] = [await start("ann"), await start("bob")];
    const statusOf = async (key: string) => (await request(world.twin, "GET", "/portal/session", { key })).status;
    const page = await openConsoleAt(world, portalOf("yew"), { role: "operator" });
    const section = page.getByRole("region", { name: "Sessions" });
    await section.getByLabel("Actor").fill("ann");
    await section.getByRole("button", { name: "End sessions" }).click();
    const asked = page.getByRole("dialog", { name: "End the sessions of ann?" });
    await asked.getByRole("button", { name: "End sessions" }).click();
    await page.getByRole("status").getByText("The sessions are ended.").waitFor();
    expect([await statusOf(ann), await statusOf(bob)]).toEqual([401, 200]);
    await section.getByLabel("Actor").fill("");
    await section.getByRole("button", { name: "End sessions" }).click();
    const all = page.getByRole("dialog", { name: "End all sessions of the tenant?" });
    await all.getByRole("button", { name: "End sessions" }).click();
    await all.waitFor({ state: "hidden" });
    expect(await statusOf(bob)).toBe(401);
  });
});

describe("the portal's look", () => {
  const logo = { name: "logo.png", mimeType: "image/png", buffer: pngOf({ width: 64, height: 32 }) };

  it("of a tenant is previewed with its contrast, changed and cleared", async () => {
    await create("ash");
    const page = await openConsoleAt(world, portalOf("ash"), { role: "operator", refusals: [422] });
    const section = page.getByRole("region", { name: "Look", exact: true });
    const accent = section.getByRole("textbox", { name: "Accent colour", exact: true });
    await accent.fill("#ffe000");
    const preview = section.getByRole("region", { name: "Preview of the accent colour" });
    await preview.getByText("darker than you chose, so that it can be read").waitFor();
    await preview.getByText("as you chose it").waitFor();
    await section.getByLabel("Theme").selectOption("Light");
    await section.getByLabel("Logo").setInputFiles(logo);
    await section.getByRole("img", { name: "The logo" }).waitFor();
    await section.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("The look is saved.").waitFor();
    const saved = await lookAt("/tenants/ash/portal-branding");
    expect(saved).toMatchObject({ accent: "#ffe000", theme: "light", logo: { width: 64 } });
    await page.reload();
    const image = section.getByRole("img", { name: "The logo" });
    await expect
      .poll(() => image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth))
      .not.toBe(0);
    expect(new URL(saved.logo?.url ?? "").pathname).toBe(await image.getAttribute("src"));
    await expectAccessible(page);
    await section.getByRole("button", { name: "Remove logo" }).click();
    await accent.fill("yellow");
    await section.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("must be a colour such as #0a6a5c").waitFor();
    expect(await preview.count()).toBe(0);
    await accent.fill("");
    await section.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("The look is saved.").waitFor();
    expect(await lookAt("/tenants/ash/portal-branding")).toEqual({ theme: "light" });
  });

  it("refuses files that are no logo, and doesn't send large ones", async () => {
    const page = await openConsoleAt(world, "/settings/portal", { refusals: [422] });
    const field = page.getByLabel("Logo");
    await field.setInputFiles({ ...logo, buffer: Buffer.alloc(33_000) });
    await page.getByText("The file has more than 32 kB.").waitFor();
    expect(await button(page, "Save changes").isDisabled()).toBe(true);
    await field.setInputFiles({ ...logo, buffer: Buffer.from("<svg onload='alert(1)'>") });
    await button(page, "Save changes").click();
    await page.getByText("must be a PNG").first().waitFor();
    expect(await lookAt("/portal-branding")).toEqual({});
  });

  it("of all tenants is the operator's, and its own settings page", async () => {
    const page = await openConsoleAt(world, "/settings", { role: "operator" });
    await page.getByRole("link", { name: "Portal" }).click();
    await page.getByRole("textbox", { name: "Accent colour", exact: true }).fill("#635bff");
    await button(page, "Save changes").click();
    await page.getByText("The look is saved.").waitFor();
    expect(await lookAt("/portal-branding")).toMatchObject({ accent: "#635bff" });
    await operate(world.twin, "PATCH", "/portal-branding", { accent: null });
  });
});
