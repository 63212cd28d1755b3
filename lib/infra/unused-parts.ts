import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * Parts of the SDK that a bundle would carry though none of our calls comes to them: event streams, in which Kinesis
 * or Transcribe answer; the cache of endpoint discovery, which is on for Timestream alone; and of each client's
 * package.json all but the version, which it reads.
 */
const STUBS: Partial<Record<string, string>> = {
  "@smithy/core/event-streams": "export {};",
  "@aws-sdk/endpoint-cache": "export class EndpointCache {}",
};

/** Leaves them out: 25 kB of every bundle. */
export const unusedParts: Plugin = {
  name: "unused-parts",
  setup({ onResolve, onLoad }) {
    const names = Object.keys(STUBS).map((name) => name.replaceAll("/", "\\/"));
    onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({ path, namespace: "unused-parts" }));
    onLoad({ filter: /.*/, namespace: "unused-parts" }, ({ path }) => ({ contents: STUBS[path] ?? "" }));
    onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
