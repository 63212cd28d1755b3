import type { Page } from "playwright-core";
import { operate } from "../../local/support/api.ts";
import type { PagesWorld } from "./pages-world.ts";

type VisitOptions = NonNullable<Parameters<PagesWorld["browser"]["open"]>[0]> & {
  /** Further fields of the link. */
  link?: object;
};

/** Opens a page of the portal as somebody with these capabilities, in a window of their own. */
export async function openPortalAt(
  world: PagesWorld,
  path: string,
  capabilities: readonly string[],
  { link: fields, ...options }: VisitOptions = {},
): Promise<Page> {
  const links = `/tenants/${world.twin.tenantId}/portal-links`;
  const link = { capabilities, next: path, ...fields };
  const { url } = await operate<{ url: string }>(world.twin, "POST", links, link, 201);
  const page = await world.browser.open(options);
  await page.goto(url);
  return page;
}

/** Everything that a session of the portal can be allowed. */
export const ALL_CAPABILITIES = ["view", "viewPayload", "viewSecret", "manageSecret", "manage", "test", "repair"];
