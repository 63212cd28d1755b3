import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** What an application's page answers. */
export interface AppAnswer {
  type?: "text/html" | "application/json";
  status?: number;
  body: string;
}

/** An application of the operator's, with a page at `/?src=…` that shows an address in a frame. */
export interface EmbeddingApp {
  /** At `localhost`, which is another site than the twin's `127.0.0.1`. */
  origin: string;
  /** Further pages, by path. */
  pages: Map<string, (request: IncomingMessage) => AppAnswer | Promise<AppAnswer>>;
}

/** Starts an application before the tests of a file, and stops it after them. */
export function useEmbeddingApp(): EmbeddingApp {
  const app: EmbeddingApp = { origin: "", pages: new Map() };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://app");
    const page = app.pages.get(pathname) ?? (() => framing(searchParams.get("src") ?? ""));
    const { type = "text/html", status = 200, body } = await page(request);
    response.writeHead(status, { "content-type": `${type}; charset=utf-8` }).end(body);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    app.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  return app;
}

const framing = (src: string): AppAnswer => ({
  body: `<!doctype html><link rel="icon" href="data:,"><title>App</title>
<iframe src="${src.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="900" height="600"></iframe>`,
});
