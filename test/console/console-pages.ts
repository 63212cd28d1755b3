import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { consoleSessionKey } from "../../lib/aws/dynamodb/keys/session-keys.ts";
import { parseConsoleToken } from "../../lib/core/console/console-token.ts";
import { operate } from "../local/support/api.ts";
import { operatorConfig } from "../local/support/operator-clients.ts";
import { button, heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";
import { tableName } from "./support/table-name.ts";

/** What signing in and being signed out answer with. */
const UNAUTHORIZED = { refusals: [401] };

/** Names that strangers may give. */
const HOSTILE = {
  "hostile-1": '<img src=x onerror="alert(1)">',
  "hostile-2": "evil\u202egnp.exe",
  "hostile-3": "</script><script>alert(1)</script>",
};

/** The console in a browser. */
export function consolePages(world: PagesWorld): void {
  const at = (path: string) => `${world.twin.console}/console${path}`;

  async function signIn(page: Page, key = world.twin.adminKey): Promise<void> {
    await page.getByLabel("Key").fill(key);
    await button(page, "Sign in").click();
  }

  async function signedIn(path = "/", key?: string): Promise<Page> {
    const page = await world.browser.open(UNAUTHORIZED);
    await page.goto(at(path));
    await signIn(page, key);
    await page.getByRole("button", { name: "Account" }).waitFor();
    return page;
  }

  /** Moves a limit of the page's session into the past. */
  async function letPass(page: Page, attribute: string): Promise<void> {
    const [cookie] = await page.context().cookies();
    const id = parseConsoleToken("session", cookie?.value ?? "")?.id ?? "";
    const client = new DynamoDBClient(operatorConfig(world.twin));
    const { pk, sk } = consoleSessionKey(id);
    await client.send(
      new UpdateItemCommand({
        TableName: await tableName(world.twin),
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: "SET #limit = :past",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#limit": attribute },
        ExpressionAttributeValues: { ":past": { S: new Date(0).toISOString() } },
      }),
    );
    client.destroy();
  }

  describe("the console", () => {
    it("lists tenants once somebody is signed in, also after a reload", async () => {
      const page = await signedIn("/tenants");
      await heading(page, "Tenants").waitFor();
      await page.getByText(world.twin.tenantId, { exact: true }).first().waitFor();
      expect(page.url()).toBe(at("/tenants"));
      await page.reload();
      await page.getByText(world.twin.tenantId, { exact: true }).first().waitFor();
      await page.getByRole("button", { name: "Account" }).click();
      await page.getByText("Admin", { exact: true }).waitFor();
    });

    it("keeps the session where scripts can't read it", async () => {
      const page = await signedIn();
      expect(await page.evaluate("document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })")).toBe(
        "{}",
      );
      expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: "Strict" }]);
    });

    it("says what a key may do", async () => {
      const { key } = await operate<{ key: string }>(
        world.twin,
        "POST",
        "/operator-keys",
        { name: "eyes", role: "read" },
        201,
      );
      const page = await signedIn("/", key);
      await page.getByRole("button", { name: "Account" }).click();
      await page.getByText("Viewer", { exact: true }).waitFor();
    });

    it.each([
      ["unknown", "ph_admin_0123"],
      ["of a tenant", () => world.twin.apiKey],
    ])("refuses a key that is %s", async (_name, key) => {
      const page = await world.browser.open({ refusals: [401] });
      await page.goto(at("/"));
      await signIn(page, typeof key === "string" ? key : key());
      await page.getByRole("alert").waitFor();
      await heading(page, "Sign in").waitFor();
    });

    it("takes a link that works once, and takes its code out of the address", async () => {
      const { url } = await operate<{ url: string }>(world.twin, "POST", "/console/links", {}, 201);
      const page = await world.browser.open(UNAUTHORIZED);
      await page.goto(url);
      await heading(page, "Overview").waitFor();
      expect(page.url()).toBe(at("/"));
      const another = await world.browser.open(UNAUTHORIZED);
      await another.goto(url);
      await another.getByText("This link was used already").waitFor();
      expect(another.url()).toBe(at("/"));
    });

    it("shows the page of a deep link after the sign-in, and goes back and forward", async () => {
      const path = `/tenants/${world.twin.tenantId}`;
      const page = await signedIn(path);
      await page.getByText("Default dialect").waitFor();
      expect(page.url()).toBe(at(path));
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tenants" }).click();
      await heading(page, "Tenants").waitFor();
      await page.goBack();
      await page.getByText("Default dialect").waitFor();
      await page.goForward();
      await heading(page, "Tenants").waitFor();
    });

    it("leads back to where one was when the session ends", async () => {
      const page = await signedIn("/tenants");
      await heading(page, "Tenants").waitFor();
      const tab = await world.browser.tab(page);
      await tab.goto(at("/"));
      await tab.getByRole("button", { name: "Account" }).click();
      await tab.getByRole("button", { name: "Sign out" }).click();
      await heading(tab, "Sign in").waitFor();
      await page.getByRole("link", { name: world.twin.tenantId }).first().click();
      await page.getByText("Your session is over.").waitFor();
      await signIn(page);
      await page.getByText("Default dialect").waitFor();
      expect(page.url()).toBe(at(`/tenants/${world.twin.tenantId}`));
    });

    it.each([
      ["nobody has used it for an hour", "idleEndsAt"],
      ["it has lasted 12 hours", "endsAt"],
    ])("is over once %s", async (_name, attribute) => {
      const page = await signedIn("/tenants");
      await heading(page, "Tenants").waitFor();
      await letPass(page, attribute);
      await page.getByRole("link", { name: world.twin.tenantId }).first().click();
      await page.getByText("Your session is over.").waitFor();
      await page.reload();
      await heading(page, "Sign in").waitFor();
    });

    it("ends with the key that signed in", async () => {
      const { id, key } = await operate<{ id: string; key: string }>(world.twin, "POST", "/operator-keys", {}, 201);
      const page = await signedIn("/tenants", key);
      await page.getByRole("link", { name: world.twin.tenantId }).first().waitFor();
      await operate(world.twin, "DELETE", `/operator-keys/${id}`, undefined, 204);
      await page.getByRole("link", { name: world.twin.tenantId }).first().click();
      await page.getByText("Your session is over.").waitFor();
    });

    it("signs a person in with the identity provider, and then shows the page that was asked for", async () => {
      world.issuer.next = {
        claims: { sub: "u-1", email: "jane@example.com", email_verified: true, groups: ["staff"] },
      };
      const page = await world.browser.open(UNAUTHORIZED);
      const asked = `${world.consoleAtLocalhost}/console/tenants/${world.twin.tenantId}?a=b`;
      await page.goto(asked);
      await page.getByRole("link", { name: "Sign in with your organization" }).click();
      await page.getByText("Default dialect").waitFor();
      expect(page.url()).toBe(asked);
      await page.getByRole("button", { name: "Account: jane@example.com" }).click();
      await page.getByText("Viewer", { exact: true }).waitFor();
      await page.reload();
      await page.getByText("Default dialect").waitFor();
    });

    it.each([
      ["says no", { denies: true }, "You didn’t allow the sign-in."],
      ["gives no role", { claims: { sub: "u-2", groups: ["guests"] } }, "has given you no role in Posthorn"],
    ] as const)("tells a person to whom the identity provider %s", async (_name, next, words) => {
      world.issuer.next = "claims" in next ? { claims: { ...next.claims } } : next;
      const page = await world.browser.open(UNAUTHORIZED);
      await page.goto(`${world.consoleAtLocalhost}/console/`);
      await page.getByRole("link", { name: "Sign in with your organization" }).click();
      await page.getByText(words).waitFor();
      expect(page.url()).toBe(`${world.consoleAtLocalhost}/console/`);
    });

    it("says why the identity provider signed nobody in, in its own words only", async () => {
      const page = await world.browser.open(UNAUTHORIZED);
      await page.goto(at("/tenants#error=no-role"));
      await page.getByText("Your organization has given you no role in Posthorn.").waitFor();
      expect(page.url()).toBe(at("/tenants"));
      await page.goto(at("/#error=Call+555-0100"));
      await page.getByText("Signing in with your organization failed.").waitFor();
      expect(await page.getByText("555").count()).toBe(0);
    });

    it("shows what strangers wrote as text", async () => {
      for (const [id, name] of Object.entries(HOSTILE)) {
        await operate(world.twin, "POST", "/tenants", { id, name }, 201);
      }
      const page = await signedIn("/tenants");
      const shown = page.getByRole("link", { name: /^.*hostile-/ }).locator(".row-title");
      await shown.nth(2).waitFor();
      const texts = await shown.allTextContents();
      expect(texts.toSorted()).toEqual(Object.values(HOSTILE).map(harmless).toSorted());
      await page.getByText("hostile-2").click();
      await heading(page, harmless(HOSTILE["hostile-2"])).waitFor();
      expect(await page.title()).toContain("evil\ufffdgnp.exe");
    });

    it("finds tenants by a part of their name or id", async () => {
      await operate(world.twin, "POST", "/tenants", { id: "needle", name: "Hay & Co" }, 201);
      const page = await signedIn("/tenants");
      const search = page.getByRole("searchbox");
      await search.fill("HAY");
      await page.getByText("Hay & Co").waitFor();
      await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
      await search.fill("nowhere");
      await page.getByText("No tenant has “nowhere” in its name or ID").waitFor();
      await page.waitForURL(at("/tenants?search=nowhere"));
    });

    it("reads a long list as it scrolls, and keeps few of its rows in the document", async () => {
      const ids = Array.from({ length: 120 }, (_, index) => `many-${String(index).padStart(3, "0")}`);
      await Promise.all(ids.map((id) => operate(world.twin, "POST", "/tenants", { id, name: id }, 201)));
      const page = await signedIn("/tenants");
      await page.getByText("First 100 tenants").waitFor();
      const rows = page.getByRole("listitem");
      expect(await rows.count()).toBeLessThan(60);
      await expect
        .poll(async () => {
          await page.mouse.wheel(0, 3_000);
          return page.getByText(/^\d+ tenants$/).count();
        })
        .toBe(1);
      expect(await rows.count()).toBeLessThan(60);
      const last = rows.last();
      expect(await last.getAttribute("aria-setsize")).toMatch(/^1[2-9]\d$/);
    });

    it("says that the search can't be shown if its file is gone, as after a deployment", async () => {
      const page = await world.browser.open({ refusals: [401], expected: /palette-|ERR_FAILED/ });
      await page.goto(at("/tenants"));
      await signIn(page);
      await heading(page, "Tenants").waitFor();
      await page.route("**/palette-*.js", (route) => route.abort());
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog", { name: "The search couldn’t be shown" }).waitFor();
      await page.keyboard.press("Escape");
      await heading(page, "Tenants").waitFor();
      await page.unroute("**/palette-*.js");
    });

    it("says that a tenant or a page doesn't exist", async () => {
      const page = await world.browser.open({ refusals: [401, 404] });
      await page.goto(at("/tenants/nobody"));
      await signIn(page);
      await page.getByRole("alert").waitFor();
      await page.goto(at("/no/such/page"));
      await heading(page, "There is no such page").waitFor();
    });
  });
}

const harmless = (name: string): string => name.replace("\u202e", "\ufffd");
