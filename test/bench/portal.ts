import type { BrowserContext, Page } from "playwright-core";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { openShop, type Shop } from "../console/shop/open-shop.ts";
import { launchBrowser } from "../console/support/launch-browser.ts";
import { subscriptionAt } from "../support/contracts/sample-records.ts";
import { fillLog } from "./support/fill-log.ts";
import type { Result } from "./support/result.ts";
import { median } from "./support/statistics.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";
import { firstRowMs, scrollToRow, takeLongestTaskMs, watchedPage } from "./support/watched-page.ts";

const DELIVERIES = 10_000;
const ROUNDS = 5;
const HOUR_MS = 3_600_000;

/** How soon the portal shows something, and whether a long list keeps up with a scrolling user. */
export const portal = (): Promise<Result[]> =>
  inTemporaryFolder(async (dataDir) => {
    const twin = await startTwin({ dataDir, port: 0, fresh: true, warn: () => undefined });
    const shop = await openShop(twin);
    const browser = await launchBrowser();
    try {
      const busy = await busyEndpoint(twin, shop);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await openedPortal(context, shop);
      const at = (path: string) => `${twin.api}/portal${path}`;
      return [
        await firstRender("The list of endpoints", page, at("/endpoints")),
        await firstRender(`A list of ${DELIVERIES} deliveries`, page, at(`/endpoints/${busy}/deliveries`)),
        await longestTask(page),
      ];
    } finally {
      await browser.close();
      await shop.close();
      await twin.stop();
    }
  });

async function busyEndpoint(twin: Twin, { call }: Shop): Promise<string> {
  const fields = { url: "http://127.0.0.1:8099/busy", events: ["nothing.matches.this"] };
  const { id } = await call<{ id: string }>("POST", "/subscriptions", fields);
  const sinceMs = Date.now() - HOUR_MS;
  const subscription = { ...subscriptionAt(twin.tenantId, sinceMs), id };
  await fillLog(twin, { size: DELIVERIES, subscription, sinceMs });
  return id;
}

async function openedPortal(context: BrowserContext, shop: Shop): Promise<Page> {
  const page = await watchedPage(context);
  await page.goto(await shop.link());
  await firstRowMs(page);
  return page;
}

/** From the navigation to the first row, with the browser's cache as a returning user has it. */
async function firstRender(what: string, page: Page, url: string): Promise<Result> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto(url);
    times.push(await firstRowMs(page));
  }
  const note = `median of ${ROUNDS}; the slowest took ${(Math.max(...times) / 1000).toFixed(2)} s`;
  return { what: `${what}: first rows`, value: median(times) / 1000, unit: "s", bar: { atMost: 1 }, note };
}

/** Scrolls to the end of the list, of which each page is read when it comes near. */
async function longestTask(page: Page): Promise<Result> {
  await takeLongestTaskMs(page);
  const steps = await scrollToRow(page, DELIVERIES);
  return {
    what: `Scrolling through ${DELIVERIES} deliveries: longest task`,
    value: await takeLongestTaskMs(page),
    unit: "ms",
    bar: { atMost: 100 },
    note: `${steps} steps; browsers report tasks over 50 ms`,
  };
}
