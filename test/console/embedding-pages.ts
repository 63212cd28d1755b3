import type { Frame, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, request, subscribe } from "../local/support/api.ts";
import { pngOf } from "../support/png.ts";
import { heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

const UNAUTHORIZED = { refusals: [401] };

/** Keeps what the element says, for the test to read. */
const LOG_EVENTS = `
  window.seen = [];
  for (const type of ["posthorn:open", "posthorn:expired", "posthorn:error"])
    document.addEventListener(type, ({ detail }) => window.seen.push(type + (detail ? " " + detail.message : "")));
`;

/** The portal in the pages of other origins. */
export function embeddingPages(world: PagesWorld): void {
  const tenantPath = () => `/tenants/${world.twin.tenantId}`;

  const linkFor = async (fields: object = {}): Promise<string> => {
    const body = { capabilities: ["view"], ...fields };
    return (await operate<{ url: string }>(world.twin, "POST", `${tenantPath()}/portal-links`, body, 201)).url;
  };

  const endSessions = () => operate(world.twin, "DELETE", `${tenantPath()}/portal-sessions`, undefined, 204);

  /** Opens a page of the application with the element in it. */
  async function embedding(element: string, script = "", app = world.app): Promise<Page> {
    const path = `/page-${app.pages.size}`;
    const body = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>App</title>
<script>${LOG_EVENTS}</script>
<script type="module" src="${world.twin.api}/portal/element.js"></script>
${element}<script type="module">const portal = document.querySelector("posthorn-portal"); ${script}</script>`;
    app.pages.set(path, () => ({ body }));
    const page = await world.browser.open({ ...UNAUTHORIZED, expected: app === world.app ? undefined : /Framing/ });
    await page.goto(app.origin + path);
    return page;
  }

  const element = async (more = "", fields?: object) =>
    `<posthorn-portal src="${await linkFor(fields)}" ${more}><p>Loading your webhooks…</p></posthorn-portal>`;

  const inPortal = (page: Page) => page.frameLocator("posthorn-portal iframe");
  const shown = (page: Page, name: string) => heading(inPortal(page), name).waitFor();
  const seen = (page: Page) => page.evaluate<string[]>("window.seen");
  const heightOf = (page: Page) => page.evaluate<number>('document.querySelector("posthorn-portal").offsetHeight');

  function frameOf(page: Page): Frame {
    const frame = page.frames().find((one) => one.url().startsWith(`${world.twin.api}/portal`));
    if (!frame) throw new Error("the page has no frame with the portal");
    return frame;
  }

  const schemeIn = (page: Page) =>
    frameOf(page).evaluate<string>("getComputedStyle(document.documentElement).colorScheme");

  /** Sends a message to a window, and waits until all of its listeners have had it. */
  const delivered = (where: Page | Frame, message: object, send = "window") =>
    where.evaluate(`new Promise((resolve) => {
      window.addEventListener("message", resolve, { once: true });
      ${send}.postMessage(${JSON.stringify(message)}, "*");
    }).then(() => undefined)`);

  /** Waits until the frame is as high as its content, within the limits of 20 rem and the window's height. */
  async function settled(page: Page): Promise<number> {
    await inPortal(page).getByRole("listitem").first().waitFor();
    const bottom = "document.body.getBoundingClientRect().bottom + window.scrollY";
    const missing = async () =>
      Math.abs((await heightOf(page)) - Math.max(320, Math.min(720, await frameOf(page).evaluate<number>(bottom))));
    await expect.poll(missing).toBeLessThan(2);
    return heightOf(page);
  }

  describe("the element", () => {
    it("shows the portal in a frame with a name, and its own content until then", async () => {
      const page = await embedding(await element('title="Your webhooks"'));
      await shown(page, "Endpoints");
      expect(await page.locator("posthorn-portal iframe").getAttribute("title")).toBe("Your webhooks");
      await expect.poll(() => page.getByText("Loading your webhooks…").isVisible()).toBe(false);
      expect(await seen(page)).toEqual(["posthorn:open"]);
      expect(await page.evaluate("history.length")).toBe(2);
    });

    it("is as high as its content, up to the window's height", async () => {
      await subscribe(world.twin, "https://receiver.example/first", { name: "First" });
      const page = await embedding(await element());
      expect(await settled(page)).toBeLessThan(400);
      for (let n = 0; n < 3; n++) await subscribe(world.twin, `https://receiver.example/${n}`, { name: `Few ${n}` });
      await frameOf(page).evaluate("location.reload()");
      await expect.poll(() => heightOf(page)).toBeGreaterThan(400);
      expect(await settled(page)).toBeLessThan(720);
      for (let n = 0; n < 15; n++) await subscribe(world.twin, `https://receiver.example/${n}`, { name: `Many ${n}` });
      await frameOf(page).evaluate("location.reload()");
      await expect.poll(() => heightOf(page)).toBe(720);
      await page.addStyleTag({ content: "posthorn-portal { max-height: 500px }" });
      expect(await heightOf(page)).toBe(500);
    });

    it("opens a new link when the session is over, where the portal was", async () => {
      const { id } = await subscribe(world.twin, "https://receiver.example/stay", { name: "Stay" });
      world.app.pages.set("/link", async () => ({
        type: "application/json",
        body: JSON.stringify({ url: await linkFor({ actor: "ann again" }) }),
      }));
      const page = await embedding(await element('refresh-url="/link"', { next: `/endpoints/${id}` }));
      await shown(page, "Stay");
      await endSessions();
      await frameOf(page).evaluate("location.reload()");
      await inPortal(page).getByText("ann again").waitFor();
      await shown(page, "Stay");
      expect((await seen(page)).slice(-2)).toEqual(["posthorn:expired", "posthorn:open"]);
      expect(new URL(frameOf(page).url()).pathname).toBe(`/portal/endpoints/${id}`);
    });

    it("asks a function of the page for a link, also for the first one", async () => {
      const link = await linkFor({ actor: "by function" });
      const page = await embedding("<posthorn-portal></posthorn-portal>", `portal.refresh = async () => "${link}"`);
      await inPortal(page).getByText("by function").waitFor();
    });

    it("asks for one link only if it opens no session", async () => {
      const page = await embedding(
        await element(),
        `window.asked = 0; portal.refresh = async () => (asked++, "${await usedLink()}")`,
      );
      await shown(page, "Endpoints");
      await endSessions();
      await frameOf(page).evaluate("location.reload()");
      await expect
        .poll(async () => (await seen(page)).filter((type) => type !== "posthorn:open"))
        .toEqual(["posthorn:expired", "posthorn:expired"]);
      await shown(page, "This link doesn’t work any more");
      expect(await page.evaluate("window.asked")).toBe(1);
    });

    it("leaves it to the page if a listener prevents the default", async () => {
      const script = `portal.refresh = async () => document.title = "asked";
        portal.addEventListener("posthorn:expired", (event) => event.preventDefault())`;
      const page = await embedding(`<posthorn-portal src="${await usedLink()}"></posthorn-portal>`, script);
      await shown(page, "This link doesn’t work any more");
      expect([await seen(page), await page.title()]).toEqual([["posthorn:expired"], "App"]);
    });

    it.each([
      ["that fails", 'async () => { throw new Error("no link today") }', "no link today"],
      ["that returns no web address", 'async () => "javascript:document.title=1"', "must be an https URL"],
    ])("says that a function fails: one %s", async (_name, refresh, message) => {
      const page = await embedding("<posthorn-portal></posthorn-portal>", `portal.refresh = ${refresh}`);
      await expect.poll(() => seen(page)).toEqual([expect.stringContaining(`posthorn:error`)]);
      expect((await seen(page))[0]).toContain(message);
      expect(await page.title()).toBe("App");
    });

    it("shows the link of another src, and no step in the history", async () => {
      const page = await embedding(await element());
      await shown(page, "Endpoints");
      await page.evaluate(`portal.src = "${await linkFor({ actor: "second" })}"`.replace("portal", PORTAL));
      await inPortal(page).getByText("second").waitFor();
      expect(await page.evaluate("history.length")).toBe(2);
    });

    it("has the colours that the page asks for, and else those of the session", async () => {
      const page = await embedding(await element('theme="dark"', { theme: "light" }));
      await shown(page, "Endpoints");
      await expect.poll(() => schemeIn(page)).toBe("dark");
      await inPortal(page).getByRole("button", { name: "Signed in as" }).click();
      expect(await inPortal(page).getByLabel("Appearance").count()).toBe(0);
      await page.evaluate(`${PORTAL}.theme = "system"`);
      await inPortal(page).getByLabel("Appearance").selectOption("dark");
      await expect.poll(() => schemeIn(page)).toBe("dark");
      await page.evaluate(`${PORTAL}.removeAttribute("theme")`);
      await expect.poll(() => schemeIn(page)).toBe("light");
    });
  });

  describe("the branding", () => {
    const brand = (fields: object) => operate(world.twin, "PATCH", `${tenantPath()}/portal-branding`, fields);
    const styleOf = (page: Page, token: string) =>
      frameOf(page).evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue("${token}")`);

    it("gives the portal a logo, an accent and a theme", async () => {
      const png = pngOf({ width: 120, height: 32 }).toString("base64");
      await brand({ accent: "#ffd400", theme: "dark", logo: { png } });
      const page = await embedding(await element());
      const logo = inPortal(page).locator("img.logo");
      await expect.poll(() => logo.evaluate((image) => (image as unknown as Shown).naturalWidth)).toBe(120);
      expect(await logo.evaluate((image) => (image as unknown as Shown).offsetHeight)).toBeLessThanOrEqual(36);
      expect(await schemeIn(page)).toBe("dark");
      expect(await styleOf(page, "--accent")).toBe("light-dark(#816a02, #ffd400)");
      await brand({ accent: null, theme: null, logo: null });
      await frameOf(page).evaluate("location.reload()");
      await shown(page, "Endpoints");
    });

    it("gives way to what a link says", async () => {
      await brand({ accent: "#ffd400", theme: "dark" });
      const page = await embedding(await element("", { accent: "#0000ff", theme: "light" }));
      await shown(page, "Endpoints");
      expect([await schemeIn(page), await styleOf(page, "--accent")]).toEqual([
        "light",
        "light-dark(#0000ff, #5c8eff)",
      ]);
      await brand({ accent: null, theme: null });
    });

    it.each([
      ["a logo with a script", { logo: { png: Buffer.from("<svg onload=alert(1)>").toString("base64") } }],
      ["a colour with a rule", { accent: "#fff;background:url(//evil)" }],
    ])("refuses %s, and the portal stays as it was", async (_name, fields) => {
      const { status } = await request(world.twin, "PATCH", `${tenantPath()}/portal-branding`, {
        key: world.twin.adminKey,
        body: fields,
      });
      expect(status).toBe(422);
      const page = await embedding(await element());
      await shown(page, "Endpoints");
      expect(await inPortal(page).locator("img.logo").count()).toBe(0);
      expect(await styleOf(page, "--accent")).toBe("light-dark(#0a6a5c,#56c7b3)");
    });
  });

  describe("a message", () => {
    it("of another window than the portal's is ignored by the element", async () => {
      const page = await embedding(await element());
      const before = await settled(page);
      await delivered(page, { type: "posthorn:height", height: 600 });
      world.stranger.pages.set("/evil", () => ({
        body: '<script>parent.postMessage({ type: "posthorn:expired", path: "/" }, "*")</script>',
      }));
      await page.evaluate(`new Promise((resolve) => {
        window.addEventListener("message", resolve, { once: true });
        document.body.append(Object.assign(document.createElement("iframe"), { src: "${world.stranger.origin}/evil" }));
      }).then(() => undefined)`);
      expect([await heightOf(page), await seen(page)]).toEqual([before, ["posthorn:open"]]);
    });

    it.each([
      ["no height", { type: "posthorn:height", height: "9e9" }],
      ["too great a height", { type: "posthorn:height", height: 1e9 }],
      ["a negative height", { type: "posthorn:height", height: -1 }],
      ["another type", { type: "posthorn:theme", theme: "dark" }],
    ])("of the portal with %s changes nothing", async (_name, message) => {
      const page = await embedding(await element());
      const before = await settled(page);
      await page.evaluate(
        "window.got = new Promise((resolve) => window.addEventListener('message', resolve, { once: true })), 0",
      );
      await frameOf(page).evaluate(`parent.postMessage(${JSON.stringify(message)}, "*")`);
      await page.evaluate("window.got.then(() => undefined)");
      expect(await heightOf(page)).toBe(before);
    });

    it("of another window than the embedding page's is ignored by the portal", async () => {
      const page = await embedding(await element("", { theme: "light" }));
      await shown(page, "Endpoints");
      await delivered(frameOf(page), { type: "posthorn:theme", theme: "dark" });
      expect(await schemeIn(page)).toBe("light");
    });

    it("brings no code and no token into the portal", async () => {
      const page = await embedding(await element("", { actor: "ann" }));
      await inPortal(page).getByText("ann", { exact: true }).waitFor();
      const kept = () => frameOf(page).evaluate<string>('sessionStorage.getItem("posthorn.portal")');
      const before = await kept();
      const url = await linkFor({ actor: "attacker" });
      const code = url.split("#code=")[1];
      const attempts = [{ type: "posthorn:code", code }, { type: "posthorn:open", url }, { code }, `#code=${code}`];
      await frameOf(page).evaluate("window.count = 0, window.addEventListener('message', () => window.count++)");
      for (const attempt of attempts) {
        await page.evaluate(
          `${PORTAL}.shadowRoot.querySelector("iframe").contentWindow.postMessage(${JSON.stringify(attempt)}, "*")`,
        );
      }
      await expect.poll(() => frameOf(page).evaluate("window.count")).toBe(attempts.length);
      expect(await kept()).toBe(before);
      await inPortal(page).getByText("ann", { exact: true }).waitFor();
    });
  });

  it("a page of an origin that may not embed the portal gets neither the portal nor a message", async () => {
    const page = await embedding(await element(), "", world.stranger);
    await expect.poll(() => page.getByText("Loading your webhooks…").isVisible()).toBe(false);
    expect(await seen(page)).toEqual([]);
    expect(await page.frameLocator("posthorn-portal iframe").locator("#app").count()).toBe(0);
  });

  async function usedLink(): Promise<string> {
    const url = await linkFor();
    await operate(world.twin, "POST", "/portal/exchange", { code: url.split("#code=")[1] });
    return url;
  }
}

const PORTAL = 'document.querySelector("posthorn-portal")';

/** An element as it is shown. */
interface Shown {
  naturalWidth: number;
  offsetHeight: number;
}
