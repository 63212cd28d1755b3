import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { openApiDocument } from "../api/openapi/document.ts";
import { DOCUMENT_FILE, PAGE_FILE } from "../api/openapi/files.ts";
import { docsPage } from "../api/openapi/page/page.ts";
import { resources } from "../api/openapi/resources.ts";
import { copyPages } from "./built-pages.ts";
import { projectVersion } from "./project-version.ts";
import { unusedParts } from "./unused-parts.ts";

/** Each of them is the code of a function in `lambdas`. */
export const bundleNames = [
  "ingest",
  "fan-out",
  "deliver",
  "settle",
  "replay",
  "wake",
  "recover",
  "reseal",
  "erase",
  "operator",
  "api",
  "health",
  "signing",
  "log",
  "session",
  "portal",
  "docs",
  "console",
  "alert",
  "tally",
] as const;
export type BundleName = (typeof bundleNames)[number];

/** The functions `retry` and `ordered` have the code of `deliver`: each reads the queue of one lane. */
export const functionNames = [...bundleNames, "retry", "ordered"] as const;
export type FunctionName = (typeof functionNames)[number];

export const bundleOf = (name: FunctionName): BundleName => (name === "retry" || name === "ordered" ? "deliver" : name);

/** The folder of each bundle, with its `index.mjs`. */
export type Bundles = Record<BundleName, string>;

export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Bundles each function, with everything that it imports, into `<outdir>/<function>/index.mjs`, and writes a source map
 * beside it. Writes the documents that `docs` serves beside its bundle, and the pages that `console` serves. The same
 * sources give the same bytes wherever they and `outdir` are, so an asset's hash changes only with its content.
 *
 * @throws PagesMissing
 */
export async function bundleFunctions(outdir: string): Promise<Bundles> {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(bundleNames.map((name) => [`${name}/index`, `lambdas/${name}/index.ts`])),
    // esbuild writes nothing here. It makes the paths in source maps relative to this folder.
    outdir: join(projectRoot, "bundles"),
    write: false,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    // Node reads the maps only with NODE_OPTIONS=--enable-source-maps, which adds 10 ms to each cold start. It is off
    // by default. An operator can turn it on to debug a function.
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    plugins: [environmentCredentials, unusedParts],
    logLevel: "warning",
  });
  for (const { path, contents } of outputFiles) {
    const target = join(outdir, relative(join(projectRoot, "bundles"), path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
  await writeDocuments(join(outdir, "docs"));
  await copyPages(join(outdir, "console"));
  return Object.fromEntries(bundleNames.map((name) => [name, join(outdir, name)])) as Bundles;
}

/** Writes the documents that the function `docs` serves. */
async function writeDocuments(folder: string): Promise<void> {
  const document = openApiDocument({ resources, version: projectVersion() });
  await writeFile(join(folder, DOCUMENT_FILE), JSON.stringify(document));
  await writeFile(join(folder, PAGE_FILE), docsPage(document));
}

/** CommonJS packages call `require` to load Node's own modules, but an ES module has no `require`. */
const REQUIRE =
  'import{createRequire as posthornRequire}from"node:module";const require=posthornRequire(import.meta.url);';

/**
 * Lambda gives a function its credentials in environment variables
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and so does the twin. The SDK's default
 * chain also tries SSO, profiles, processes and metadata services, and takes more than a quarter of a bundle. This
 * plugin replaces the chain by its first link.
 */
const environmentCredentials: Plugin = {
  name: "environment-credentials",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: "environment-credentials",
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: "environment-credentials" }, ({ pluginData }) => ({
      contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
      resolveDir: pluginData,
    }));
  },
};
