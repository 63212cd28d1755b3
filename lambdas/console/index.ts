import { fileURLToPath } from "node:url";
import { createLogger } from "../../lib/aws/logger.ts";
import { consoleEnv, listIn, readEnv } from "../../lib/contract/env.ts";
import { readPage } from "./built-page.ts";
import { consoleHandler } from "./handler.ts";

/** The folder of a page, beside the bundle. */
const beside = (folder: string): string => fileURLToPath(new URL(folder, import.meta.url));

export const handler = consoleHandler({
  pages: { portal: readPage(beside("portal")), console: readPage(beside("console")) },
  portalOrigins: listIn(readEnv(consoleEnv).PORTAL_ORIGINS),
  logger: createLogger(),
});
