import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { call, operate, subscribe } from "../local/support/api.ts";
import { heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

const UNAUTHORIZED = { refusals: [401] };

/** What browsers do to embedded pages when they block third-party cookies. */
const WITHOUT_STORAGE = `for (const area of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, area, { get() { throw new DOMException("denied", "SecurityError"); } });
}
window.BroadcastChannel = class { constructor() { throw new DOMException("denied", "SecurityError"); } };`;

/** The portal in a browser. */
export function portalPages(world: PagesWorld): void {
  const at = (path: string) => `${world.twin.api}/portal${path}`;

  const linkFor = async (fields: object = {}): Promise<string> => {
    const path = `/tenants/${world.twin.tenantId}/portal-links`;
    const body = { capabilities: ["view"], ...fields };
    return (await operate<{ url: string }>(world.twin, "POST", path, body, 201)).url;
  };

  async function opened(fields?: object): Promise<Page> {
    const page = await world.browser.open(UNAUTHORIZED);
    await page.goto(await linkFor(fields));
    return page;
  }

  const endSessions = () =>
    operate(world.twin, "DELETE", `/tenants/${world.twin.tenantId}/portal-sessions`, undefined, 204);

  /** Changes what the page keeps of its tokens, and loads it again. */
  async function reloadWith(page: Page, change: string): Promise<void> {
    await page.evaluate(`{
      const tokens = JSON.parse(sessionStorage.getItem("posthorn.portal"));
      ${change};
      sessionStorage.setItem("posthorn.portal", JSON.stringify(tokens));
    }`);
    await page.reload();
  }

  function refreshesOf(page: Page): string[] {
    const refreshes: string[] = [];
    page.on("request", (request) => request.url().endsWith("/portal/refresh") && refreshes.push(request.url()));
    return refreshes;
  }

  describe("the portal", () => {
    it("lists endpoints, also after a reload, and takes the code out of the address", async () => {
      await subscribe(world.twin, "https://receiver.example/first", { name: "First" });
      const page = await opened({ actor: "ann@example.com" });
      await page.getByText("First", { exact: true }).waitFor();
      await page.getByText("ann@example.com").waitFor();
      expect(page.url()).toBe(at("/"));
      expect(await page.evaluate("history.length")).toBe(2);
      await page.reload();
      await page.getByText("First", { exact: true }).waitFor();
    });

    it("takes a link once", async () => {
      const url = await linkFor();
      const first = await world.browser.open();
      await first.goto(url);
      await heading(first, "Endpoints").waitFor();
      const second = await world.browser.open(UNAUTHORIZED);
      await second.goto(url);
      await heading(second, "This link doesn’t work any more").waitFor();
    });

    it.each([
      ["shortly before its end", "tokens.accessEndsAtMs = Date.now() + 1000"],
      ["when the API refuses it", 'tokens.accessToken = tokens.accessToken.slice(0, -4) + "0000"'],
    ])("gets a new access token %s", async (_name, change) => {
      const page = await opened();
      await heading(page, "Endpoints").waitFor();
      const refreshes = refreshesOf(page);
      await reloadWith(page, change);
      await page.getByText("First", { exact: true }).waitFor();
      expect(refreshes).toHaveLength(1);
      await page.getByText("First", { exact: true }).click();
      await page.getByText("Event types").waitFor();
      expect(refreshes).toHaveLength(1);
    });

    it("shares new tokens with a duplicated tab", async () => {
      const page = await opened();
      await heading(page, "Endpoints").waitFor();
      const before = await page.evaluate<string>('sessionStorage.getItem("posthorn.portal")');
      const tab = await world.browser.tab(page);
      await tab.goto(at("/"));
      await tab.evaluate((kept) => sessionStorage.setItem("posthorn.portal", kept), before);
      await tab.reload();
      await heading(tab, "Endpoints").waitFor();
      await reloadWith(page, "tokens.accessEndsAtMs = 0");
      await heading(page, "Endpoints").waitFor();
      const kept = () => tab.evaluate<string>('sessionStorage.getItem("posthorn.portal")');
      await expect.poll(kept).not.toBe(before);
    });

    it("says when the session is over, and leads to the application's page that opens it again", async () => {
      const refreshUrl = `${world.app.origin}/open`;
      const page = await opened({ refreshUrl });
      await page.getByText("First", { exact: true }).waitFor();
      await endSessions();
      // Also without a click, the page would look for changes sooner or later.
      await page.reload();
      await heading(page, "This session is over").waitFor();
      const again = page.getByRole("link", { name: "Open again" });
      expect(await again.getAttribute("href")).toBe(refreshUrl);
      await page.reload();
      await heading(page, "Open this page from your application").waitFor();
    });

    it("begins at the path of the link, and goes back and forward", async () => {
      const { id } = await subscribe(world.twin, "https://receiver.example/next", { name: "Next" });
      const page = await opened({ next: `/endpoints/${id}` });
      await heading(page, "Next").waitFor();
      expect(page.url()).toBe(at(`/endpoints/${id}`));
      await page.getByRole("main").getByRole("link", { name: "Endpoints" }).click();
      await heading(page, "Endpoints").waitFor();
      await page.goBack();
      await heading(page, "Next").waitFor();
      await page.goForward();
      await heading(page, "Endpoints").waitFor();
    });

    it("shows what strangers wrote as text", async () => {
      const name = '"><svg onload=alert(1)>\u202e<b>';
      const { id } = await subscribe(world.twin, "https://receiver.example/?x=<script>", { name });
      const page = await opened({ actor: "<i>ann</i>", next: `/endpoints/${id}` });
      await heading(page, name.replace("\u202e", "\ufffd")).waitFor();
      await page.getByText("<i>ann</i>").waitFor();
      await call(world.twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
    });

    it.each(["light", "dark"])("has the link's theme: %s", async (theme) => {
      const page = await opened({ theme });
      await heading(page, "Endpoints").waitFor();
      const scheme = "getComputedStyle(document.documentElement).colorScheme";
      expect(await page.evaluate(scheme)).toBe(theme);
    });

    it("finds endpoints", async () => {
      const page = await opened();
      await page.getByRole("searchbox").fill("/FIRST");
      await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
      await page.getByText("First", { exact: true }).waitFor();
    });

    it("offers a session without `view` nothing but a new endpoint, if it may add one", async () => {
      const adding = await opened({ capabilities: ["manage"], next: "/endpoints/new" });
      await adding.getByLabel("URL", { exact: true }).fill("https://receiver.example/blind");
      await adding.getByLabel("All event types").check();
      await adding.getByRole("button", { name: "Create endpoint" }).click();
      await heading(adding, "You can’t see webhooks here").waitFor();
      await adding.getByRole("link", { name: "Add endpoint" }).waitFor();
      expect(await adding.getByRole("navigation").count()).toBe(0);
      const testing = await opened({ capabilities: ["test"] });
      await heading(testing, "You can’t see webhooks here").waitFor();
      expect(await testing.getByRole("link", { name: "Add endpoint" }).count()).toBe(0);
    });

    it("says that a page can't be shown if its file is gone, as after a deployment, and shows the others", async () => {
      const page = await world.browser.open({ expected: /event-types-page|ERR_FAILED/ });
      await page.goto(await linkFor());
      await page.route("**/event-types-page-*.js", (route) => route.abort());
      await page.getByRole("link", { name: "Event types" }).click();
      await heading(page, "This page couldn’t be shown").waitFor();
      await page.getByRole("link", { name: "Events", exact: true }).click();
      await heading(page, "Events").waitFor();
      await page.unroute("**/event-types-page-*.js");
      await page.goBack();
      await page.getByRole("button", { name: "Load again" }).click();
      await heading(page, "Event types").waitFor();
    });

    it("works without the browser's storage, which embedded pages may not get", async () => {
      const page = await world.browser.open();
      await page.addInitScript({ content: WITHOUT_STORAGE });
      await page.goto(await linkFor());
      await page.getByText("First", { exact: true }).waitFor();
      expect(await page.evaluate("try { sessionStorage } catch (error) { error.name }")).toBe("SecurityError");
    });

    it("works in a frame of an allowed origin", async () => {
      const page = await world.browser.open();
      await page.goto(`${world.app.origin}/?src=${encodeURIComponent(await linkFor())}`);
      const frame = page.frameLocator("iframe");
      await frame.getByText("First", { exact: true }).click();
      await heading(frame, "First").waitFor();
    });
  });
}
