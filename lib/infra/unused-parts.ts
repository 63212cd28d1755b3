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
 * Files of the SDK's core, by their names. The core has its own SHA-256, for a Node.js that was built without one. A
 * client throttles itself only in the retry mode `adaptive`, and Posthorn's clients have the default, `standard`. Lambda
 * has no instance metadata service that could tell a Region. It sets AWS_REGION
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
const PARTS_OF_CORE = {
  Sha256Js: "export class Sha256Js {}",
  AdaptiveRetryStrategy: 'export { StandardRetryStrategy as AdaptiveRetryStrategy } from "@smithy/core/retry";',
  getInstanceMetadataRegion: "export const getInstanceMetadataRegion = async () => undefined;",
};

/** The document client's own paginators. They run when they are imported, so esbuild keeps them and their commands. */
const PAGINATORS = /[/\\]@aws-sdk[/\\]lib-dynamodb[/\\]dist-es[/\\]pagination[/\\]index\.js$/;

/**
 * The exceptions of DynamoDB that are more than a name and a message: Posthorn reads members of the first two, and the SDK
 * retries the third because its class says so. Of an exception that isn't registered, the SDK makes its base exception
 * with the same name, message and status, and by these it retries. Most are about backups, exports and replicas.
 */
const REGISTERED: unknown[] = [
  "ConditionalCheckFailedException",
  "TransactionCanceledException",
  "ReplicatedWriteConflictException",
];
const DYNAMODB_SCHEMAS = /[/\\]@aws-sdk[/\\]client-dynamodb[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/;
const REGISTRATION = /^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm;

/** Without their registration, esbuild leaves out the classes too. */
const withFewExceptions = (schemas: string): string =>
  schemas.replace(REGISTRATION, (registration, name) => (REGISTERED.includes(name) ? registration : ""));

/**
 * Replaces these modules and files by stubs, and each client's package.json by its version, the only field that the
 * client reads. Saves 44 kB in every bundle.
 */
export const unusedParts: Plugin = {
  name: "unused-parts",
  setup({ onResolve, onLoad }) {
    const names = Object.keys(STUBS).map((name) => name.replaceAll("/", "\\/"));
    onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({ path, namespace: "unused-parts" }));
    onLoad({ filter: /.*/, namespace: "unused-parts" }, ({ path }) => ({ contents: STUBS[path] ?? "" }));
    for (const [end, contents] of Object.entries(PARTS_OF_CORE)) {
      onLoad({ filter: new RegExp(`[/\\\\]@smithy[/\\\\]core[/\\\\].*[/\\\\]${end}\\.js$`) }, () => ({ contents }));
    }
    onLoad({ filter: PAGINATORS }, () => ({ contents: "export {};" }));
    onLoad({ filter: DYNAMODB_SCHEMAS }, async ({ path }) => ({
      contents: withFewExceptions(await readFile(path, "utf8")),
    }));
    onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
