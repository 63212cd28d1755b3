import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startTwin } from "../../lib/local/twin.ts";
import { openShop, type Shop } from "../console/shop/open-shop.ts";
import { launchBrowser } from "../console/support/launch-browser.ts";
import { type PortalRoute, portalRoutes } from "../console/support/portal-routes.ts";

/** Where `npm run screenshots` puts a picture of every page, in both themes and at two widths. */
const FOLDER = "screenshots";

const LOOKS = [
  { theme: "light", width: 1280, height: 800 },
  { theme: "dark", width: 1280, height: 800 },
  { theme: "light", width: 390, height: 844 },
  { theme: "dark", width: 390, height: 844 },
] as const;

type Look = (typeof LOOKS)[number];

const dataDir = await mkdtemp(join(tmpdir(), "posthorn-screenshots-"));
const twin = await startTwin({ dataDir, port: 0, fresh: true, warn: console.error });
const shop = await openShop(twin);
const browser = await launchBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  const wanted = process.argv.slice(2);
  const routes = portalRoutes(shop).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const look of LOOKS) await takeAll(browser, shop, routes, look);
} finally {
  await browser.close();
  await shop.close();
  await twin.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** One session for all pages, as a user has it. */
async function takeAll(browser: Browser, shop: Shop, routes: readonly PortalRoute[], look: Look): Promise<void> {
  const { theme, width, height } = look;
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme: theme, locale: "en-GB", timezoneId: "UTC" });
  const page = await context.newPage();
  await page.goto(await shop.link());
  await page.locator("#content h1").waitFor();
  for (const { name, path } of routes) {
    await page.goto(`${twin.api}/portal${path}`);
    await page.locator("#content h1").waitFor();
    await page.waitForLoadState("networkidle");
    const file = join(FOLDER, `${name}-${theme}-${width}.png`);
    await page.screenshot({ path: file, fullPage: true });
    console.log(file);
  }
  await context.close();
}
