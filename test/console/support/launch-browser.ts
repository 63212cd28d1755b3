import { type Browser, chromium } from "playwright-core";
import { browserFiles } from "./browser-files.ts";

/**
 * Chromium's own settings for servers switch off web security, so they aren't used. A process that runs as root can't
 * have a sandbox. Pages can only reach this machine, and the browser itself calls nobody.
 */
const ARGS = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** Starts the browser that comes with npm. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await browserFiles();
  return chromium.launch({ executablePath, args: ARGS, env });
}
