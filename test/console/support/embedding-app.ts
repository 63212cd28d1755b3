import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** An application of the operator's, with a page at `/?src=…` that shows an address in a frame. */
export interface EmbeddingApp {
  /** At `localhost`, which is another site than the twin's `127.0.0.1`. */
  origin: string;
}

/** Starts an application before the tests of a file, and stops it after them. */
export function useEmbeddingApp(): EmbeddingApp {
  const app: EmbeddingApp = { origin: "" };
  const server = createServer((request, response) => {
    const src = new URL(request.url ?? "", "http://app").searchParams.get("src") ?? "";
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><link rel="icon" href="data:,"><title>App</title>
<iframe src="${src.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="900" height="600"></iframe>`);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    app.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  return app;
}
