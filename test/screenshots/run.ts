import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startTwin } from "../../lib/local/twin.ts";
import { openShop, type Shop } from "../console/shop/open-shop.ts";
import { consoleRoutes } from "../console/support/console-routes.ts";
import { launchBrowser } from "../console/support/launch-browser.ts";
import { portalRoutes } from "../console/support/portal-routes.ts";

/** Where `npm run screenshots` puts a picture of every page, in both themes and at two widths. */
const FOLDER = "screenshots";

/** Where the documents have their pictures. */
const DOCS_FOLDER = "docs/pictures";

/** The pages that the documents show, down to here. */
const DOCS_HEIGHT = 1010;

const IN_DOCS = ["new-endpoint", "endpoint-failing", "delivery-failing", "console-overview"];

const LOOKS = [
  { theme: "light", width: 1280, height: 800 },
  { theme: "dark", width: 1280, height: 800 },
  { theme: "light", width: 390, height: 844 },
  { theme: "dark", width: 390, height: 844 },
] as const;

type Look = (typeof LOOKS)[number];

const wanted = process.argv.slice(2);
const dataDir = await mkdtemp(join(tmpdir(), "posthorn-screenshots-"));
const twin = await startTwin({ dataDir, port: 0, fresh: true, warn: console.error });
const shop = await openShop(twin);
const browser = await launchBrowser();
try {
  for (const folder of [FOLDER, DOCS_FOLDER]) await mkdir(folder, { recursive: true });
  for (const look of LOOKS) for (const site of await sitesOf(shop)) await takeAll(browser, site, look);
} finally {
  await browser.close();
  await shop.close();
  await twin.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** A site, with the link that opens it. */
interface Site {
  link: string;
  root: string;
  pages: readonly { name: string; path: string }[];
}

async function sitesOf(shop: Shop): Promise<Site[]> {
  const { url } = await shop.operate<{ url: string }>("POST", "/console/links", {});
  const ofConsole = consoleRoutes(shop).map(({ name, path }) => ({ name: `console-${name}`, path }));
  return [
    { link: await shop.link(), root: `${twin.api}/portal`, pages: portalRoutes(shop) },
    { link: url, root: `${twin.console}/console`, pages: ofConsole },
  ];
}

/** One session for all pages of a site, as a user has it. */
async function takeAll(browser: Browser, { link, root, pages }: Site, look: Look): Promise<void> {
  const { theme, width, height } = look;
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme: theme, locale: "en-GB", timezoneId: "UTC" });
  await nameReceivers(context);
  const page = await context.newPage();
  await page.goto(link);
  await page.locator("#content h1").waitFor();
  for (const { name, path } of pages.filter((one) => wanted.length === 0 || wanted.includes(one.name))) {
    await page.goto(root + path);
    await page.locator("#content h1").waitFor();
    await page.waitForLoadState("networkidle");
    if (look === LOOKS[0] && IN_DOCS.includes(name)) {
      const clip = { x: 0, y: 0, width, height: DOCS_HEIGHT };
      await page.screenshot({ path: join(DOCS_FOLDER, `${name}.png`), fullPage: true, clip });
    }
    await take(page, join(FOLDER, `${name}-${theme}-${width}.png`));
  }
  // Requests of the last page may be under way.
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
}

async function take(page: Page, path: string): Promise<void> {
  await page.screenshot({ path, fullPage: true });
  console.log(path);
}

/** The receivers run on this machine, on ports that change. The pictures show a shop's names in their place. */
function nameReceivers(context: BrowserContext): Promise<unknown> {
  return context.route("**/api/v1/**", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "https://hooks.shop.example");
    await route.fulfill({ response, body });
  });
}
