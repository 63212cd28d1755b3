import { execFileSync } from "node:child_process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANY_ANSWER, cli, scriptedApi } from "../cli/support.ts";
import { openShop, type Shop } from "./shop/open-shop.ts";
import { consoleRoutes } from "./support/console-routes.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { portalRoutes } from "./support/portal-routes.ts";

const world = usePagesWorld();

/** Every page of the console with something to do: its own, and those that a tenant sees in the portal. */
function routesOf(shop: Shop): { name: string; path: string }[] {
  const ofTenant = portalRoutes(shop).map(({ name, path }) => ({
    name: `the tenant's ${name}`,
    path: `/tenants/${shop.tenantId}${path}`,
  }));
  return [...consoleRoutes(shop), ...ofTenant].filter(({ name }) => !name.endsWith("no-such-page"));
}

describe("“API and CLI” shows a command and a request that do the same", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(world.twin);
  }, 60_000);
  afterAll(() => shop?.close());

  it.each(routesOf({} as Shop).map(({ name }) => name))(
    "%s",
    async (name) => {
      const path = routesOf(shop).find((route) => route.name === name)?.path ?? expect.fail();
      const page = await openConsoleAt(world, path, { refusals: [404] });
      await page.locator("main h1").waitFor();
      await page.waitForLoadState("networkidle");
      const buttons = page.getByRole("button", { name: "API and CLI" });
      await buttons.first().waitFor();
      for (let index = 0; index < (await buttons.count()); index += 1) {
        await buttons.nth(index).click();
        const { command, request } = await shownIn(page);
        const asked = requestOf(request);
        expect(asked.key).toBe("Bearer the-key");
        expect(asked.origin).toBe(world.twin.console);
        if (command !== undefined) expect(await callOf(command)).toMatchObject(asked.call);
        await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
      }
    },
    60_000,
  );
});

async function shownIn(page: Page): Promise<{ command: string | undefined; request: string }> {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const codeOf = async (label: string) =>
    (await dialog.getByRole("figure", { name: label }).locator("pre").allTextContents())[0];
  return { command: await codeOf("Command line"), request: (await codeOf("HTTP API")) ?? expect.fail("no request") };
}

/** The words of a command as a shell passes them on. */
function shellWords(command: string): string[] {
  const env = { ...process.env, POSTHORN_KEY: "the-key" };
  const words = execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8", env });
  return words.split("\0").slice(0, -1);
}

interface Call {
  method: string;
  path: string;
  query: object;
  body?: unknown;
  headers: Record<string, string>;
}

/** The call that the command line makes. */
async function callOf(command: string): Promise<Call> {
  const [posthorn, ...words] = shellWords(command);
  expect(posthorn).toBe("posthorn");
  const api = scriptedApi(() => ({ body: ANY_ANSWER }));
  const { err } = await cli(words, { fetch: api.fetch });
  const { body, ...call } = api.calls[0] ?? expect.fail(`no call: ${err}`);
  return { ...call, ...(body && { body: JSON.parse(body) }) };
}

/** The call that `curl` makes. */
function requestOf(command: string): { call: Call; key: string | undefined; origin: string } {
  const [curl, ...words] = shellWords(command);
  expect(curl).toBe("curl");
  const call: Call = { method: "GET", path: "", query: {}, headers: {} };
  let [key, origin] = [undefined as string | undefined, ""];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-g") continue;
    if (word === "-X") call.method = words.shift() ?? "";
    else if (word === "--data-raw") call.body = JSON.parse(words.shift() ?? "");
    else if (word === "-H") {
      const [name = "", value = ""] = words.shift()?.split(": ") ?? [];
      if (name === "authorization") key = value;
      else call.headers[name] = value;
    } else {
      const url = new URL(word);
      origin = url.origin;
      call.path = decodeURIComponent(url.pathname);
      call.query = Object.fromEntries(url.searchParams);
    }
  }
  return { call, key, origin };
}
