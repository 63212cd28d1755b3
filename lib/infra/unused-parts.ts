import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * Modules of the SDK that every bundle would carry although no call of Posthorn reaches them. Event streams are how
 * Kinesis and Transcribe answer. Only Timestream uses the cache of endpoint discovery.
 */
const STUBS: Partial<Record<string, string>> = {
  "@smithy/core/event-streams": "export {};",
  "@aws-sdk/endpoint-cache": "export class EndpointCache {}",
};

/**
 * Replaces these modules by stubs, and each client's package.json by its version, the only field that the client reads.
 * Also leaves out the SDK's own SHA-256, which it uses only where Node.js was built without one. Saves 28 kB in every
 * bundle.
 */
export const unusedParts: Plugin = {
  name: "unused-parts",
  setup({ onResolve, onLoad }) {
    const names = Object.keys(STUBS).map((name) => name.replaceAll("/", "\\/"));
    onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({ path, namespace: "unused-parts" }));
    onLoad({ filter: /.*/, namespace: "unused-parts" }, ({ path }) => ({ contents: STUBS[path] ?? "" }));
    onLoad({ filter: /[/\\]checksum[/\\]sha256[/\\]Sha256Js\.js$/ }, () => ({ contents: "export class Sha256Js {}" }));
    onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
