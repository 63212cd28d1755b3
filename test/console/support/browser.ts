import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "./launch-browser.ts";
import { watchPolicy } from "./watch-policy.ts";

interface ContextOptions {
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** Answers that the test provokes. The browser writes each of them to the page's console. */
  refusals?: readonly number[];
  /** Problems that the test provokes. */
  expected?: RegExp;
}

/** The browser of a test file. */
export interface FileBrowser {
  /** A window without cookies and storage, for one test. */
  open(options?: ContextOptions): Promise<Page>;
  /** Another tab in the window of a page: it has the same cookies. */
  tab(page: Page): Promise<Page>;
}

const LOCAL = ["localhost", "127.0.0.1"];

/** How long an action waits for its element. */
const PATIENCE_MS = 20_000;

/**
 * Starts a browser before the tests of a file. A test fails if one of its pages violates its policy, writes an error or
 * a warning to the console, throws, or makes a request to another machine.
 */
export function useBrowser(): FileBrowser {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open({ refusals = [], expected, ...options }: ContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const report = (problem: string) => expected?.test(problem) || problems.push(problem);
    await watchPolicy(context, report);
    context.on("console", (message) => {
      if (isTrouble(message) && !isProvoked(message, refusals)) report(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => report(`error: ${error.error().stack}`));
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== "data:" && !LOCAL.includes(hostname)) report(`request to ${request.url()}`);
    });
    return context.newPage();
  }

  return { open, tab: (page) => page.context().newPage() };
}

const isTrouble = (message: ConsoleMessage): boolean => ["error", "warning"].includes(message.type());

const isProvoked = (message: ConsoleMessage, refusals: readonly number[]): boolean =>
  refusals.some((status) => message.text().includes(`responded with a status of ${status} `));
