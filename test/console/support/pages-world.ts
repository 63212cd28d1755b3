import { afterAll, beforeAll } from "vitest";
import { startTwin, type Twin } from "../../../lib/local/twin.ts";
import { useTemporaryFolder } from "../../local/support/temporary-folder.ts";
import { type FileBrowser, useBrowser } from "./browser.ts";
import { type EmbeddingApp, useEmbeddingApp } from "./embedding-app.ts";

/** What the tests of pages need. All of it is set once the file's tests run. */
export interface PagesWorld {
  twin: Twin;
  browser: FileBrowser;
  /** May embed the portal. */
  app: EmbeddingApp;
  /** May not. */
  stranger: EmbeddingApp;
}

/** Starts a twin with a console and a portal, a browser, and two applications that embed pages. */
export function usePagesWorld(): PagesWorld {
  const dataDir = useTemporaryFolder();
  const world = { browser: useBrowser(), app: useEmbeddingApp(), stranger: useEmbeddingApp() } as PagesWorld;
  beforeAll(async () => {
    const context = { portalOrigins: world.app.origin };
    world.twin = await startTwin({ dataDir, port: 0, context, warn: () => undefined });
  });
  afterAll(() => world.twin?.stop());
  return world;
}
