import type { Page } from "playwright-core";
import { operate } from "../../local/support/api.ts";
import { button } from "./page-parts.ts";
import type { PagesWorld } from "./pages-world.ts";

export type ConsoleRole = "viewer" | "operator" | "admin";

type VisitOptions = NonNullable<Parameters<PagesWorld["browser"]["open"]>[0]> & {
  /** @default "admin" */
  role?: ConsoleRole;
};

/** The key roles that sign in with these roles. */
const KEY_ROLES = { viewer: "read", operator: "manage" } as const;

/** Opens a page of the console, signed in, in a window of its own. */
export async function openConsoleAt(
  world: PagesWorld,
  path: string,
  { role = "admin", refusals = [], ...options }: VisitOptions = {},
): Promise<Page> {
  // Without a session, the console shows the sign-in at the page's address.
  const page = await world.browser.open({ refusals: [401, ...refusals], ...options });
  await page.goto(`${world.twin.console}/console${path}`);
  await signIn(page, await keyFor(world, role));
  return page;
}

/** Signs in with a key. The page that was asked for follows. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("Key").fill(key);
  await button(page, "Sign in").click();
  await page.getByRole("button", { name: "Account" }).waitFor();
}

async function keyFor({ twin }: PagesWorld, role: ConsoleRole): Promise<string> {
  if (role === "admin") return twin.adminKey;
  const fields = { name: role, role: KEY_ROLES[role] };
  return (await operate<{ key: string }>(twin, "POST", "/operator-keys", fields, 201)).key;
}
