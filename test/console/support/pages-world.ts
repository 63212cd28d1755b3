import { afterAll, beforeAll } from "vitest";
import { startTwin, type Twin } from "../../../lib/local/twin.ts";
import { useTemporaryFolder } from "../../local/support/temporary-folder.ts";
import { CLIENT_ID, type Issuer, startIssuer } from "../../support/issuer.ts";
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
  /** The operator's identity provider. It is at `127.0.0.1`. */
  issuer: Issuer;
  /** The console at `localhost`, which is another site than the identity provider. */
  consoleAtLocalhost: string;
}

/**
 * Starts a twin, a browser, two applications that embed pages, and an identity provider.
 *
 * @param origins further ones that may embed the portal
 */
export function usePagesWorld(origins: readonly string[] = []): PagesWorld {
  const dataDir = useTemporaryFolder();
  const world = { browser: useBrowser(), app: useEmbeddingApp(), stranger: useEmbeddingApp() } as PagesWorld;
  beforeAll(async () => {
    world.issuer = await startIssuer();
    const oidc = { oidcIssuer: world.issuer.url, oidcClientId: CLIENT_ID, oidcViewers: "staff" };
    const context = {
      portalOrigins: [world.app.origin, ...origins].join(","),
      ...oidc,
      oidcScopes: "openid,email,groups",
    };
    world.twin = await startTwin({ dataDir, port: 0, context, warn: () => undefined });
    world.consoleAtLocalhost = world.twin.console.replace("127.0.0.1", "localhost");
    world.issuer.register(`${world.consoleAtLocalhost}/api/v1/console/oidc/return`);
  });
  afterAll(async () => {
    await world.twin?.stop();
    await world.issuer?.stop();
  });
  return world;
}
