import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { embeddingExample } from "./embedding-example.ts";
import { embeddingPages } from "./embedding-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

/** The twin must know the example's origin before the example runs. */
const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port: free } = server.address() as AddressInfo;
    server.close(() => resolve(free));
  });
});

const world = usePagesWorld([`http://localhost:${port}`]);

embeddingPages(world);
embeddingExample(world, port);
