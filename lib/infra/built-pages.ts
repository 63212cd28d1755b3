import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type PageName, pageNames } from "../contract/pages.ts";

/** The folder that `npm run build:pages` writes a page to. */
export const builtPage = (name: PageName): string =>
  fileURLToPath(new URL(`../../dist/pages/${name}`, import.meta.url));

/** The pages were not built. The message tells what to do. */
export class PagesMissing extends Error {
  override name = "PagesMissing";

  constructor() {
    super("The portal and the console aren't built: run `npm run build:pages`, which `npm ci` does too.");
  }
}

/**
 * Copies the built pages to `<folder>/<page>`.
 *
 * @throws PagesMissing
 */
export async function copyPages(folder: string, built = builtPage): Promise<void> {
  if (!pageNames.every((name) => existsSync(`${built(name)}/index.html`))) throw new PagesMissing();
  for (const name of pageNames) await cp(built(name), `${folder}/${name}`, { recursive: true });
}
