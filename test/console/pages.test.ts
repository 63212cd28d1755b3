import { describe, expect, it } from "vitest";
import { consolePages } from "./console-pages.ts";
import { portalPages } from "./portal-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

describe("the hosts", () => {
  const statusAt = async (url: string) => (await fetch(url, { redirect: "manual" })).status;

  it("have one page each", async () => {
    const { api, console } = world.twin;
    for (const path of ["/portal", "/portal/", "/portal/endpoints/sub_1"]) {
      expect([await statusAt(api + path), await statusAt(console + path)], path).toEqual([200, 404]);
    }
    for (const path of ["/console", "/console/", "/console/tenants/acme"]) {
      expect([await statusAt(console + path), await statusAt(api + path)], path).toEqual([200, 404]);
    }
    expect([await statusAt(`${console}/`), await statusAt(`${api}/`)]).toEqual([302, 404]);
  });

  it("compress what they serve", async () => {
    const html = await (await fetch(`${world.twin.console}/console/`)).text();
    const script = /src="([^"]+)"/.exec(html)?.[1];
    const answer = await fetch(world.twin.console + script, { headers: { "accept-encoding": "br" } });
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(await answer.text()).toContain("createRoot");
  });
});

it("pages open in a browser whose language is no language tag", async () => {
  const page = await world.browser.open();
  await page.addInitScript(() => Object.defineProperty(navigator, "languages", { get: () => ["en-US@posix"] }));
  await page.goto(`${world.twin.api}/portal/`);
  await page.getByRole("heading", { name: "Open this page from your application" }).waitFor();
});

it("a link opens where the page is open already, and its code leaves the address", async () => {
  const page = await world.browser.open({ refusals: [401] });
  await page.goto(`${world.twin.api}/portal/`);
  await page.getByRole("heading", { name: "Open this page from your application" }).waitFor();
  await page.evaluate('location.hash = "code=phc_unknown"');
  await page.getByRole("heading", { name: "This link doesn’t work any more" }).waitFor();
  expect(page.url()).toBe(`${world.twin.api}/portal/`);
});

describe("a frame", () => {
  it("of an origin that may embed the portal shows it", async () => {
    const page = await world.browser.open();
    await page.goto(`${world.app.origin}/?src=${encodeURIComponent(`${world.twin.api}/portal/`)}`);
    await page.frameLocator("iframe").getByRole("heading", { name: "Open this page from your application" }).waitFor();
  });

  it.each([
    ["the portal, in a page of another origin", () => `${world.twin.api}/portal/`, () => world.stranger.origin],
    ["the console, in any page", () => `${world.twin.console}/console/`, () => world.app.origin],
  ])("does not show %s", async (_name, url, origin) => {
    const page = await world.browser.open({ expected: /frame-ancestors|X-Frame-Options|chrome-error/ });
    const refused = page.waitForEvent("console", (message) => message.text().includes("Framing"));
    await page.goto(`${origin()}/?src=${encodeURIComponent(url())}`);
    await refused;
    expect(await page.frameLocator("iframe").locator("#app").count()).toBe(0);
  });
});

consolePages(world);

portalPages(world);
