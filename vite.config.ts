import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build, type OutputFile } from "esbuild";
import { defineConfig, type Plugin } from "vite";
import { isPageName, type PageName, pageNames } from "./lib/contract/pages.ts";
import { builtPage } from "./lib/infra/built-pages.ts";
import { projectRoot } from "./lib/infra/bundle.ts";

/** `vite --mode portal` and `vite --mode console`. `build` makes what the function `console` serves. */
export default defineConfig(({ mode, command }) => {
  if (!isPageName(mode)) throw new Error(`--mode must be one of ${pageNames.join(", ")}`);
  return {
    root: join(projectRoot, "lib/console", mode),
    base: `/${mode}/`,
    publicDir: false,
    plugins: [react(), ...(mode === "portal" ? [elementScript] : []), precompress],
    build: {
      outDir: builtPage(mode),
      emptyOutDir: true,
      target: "es2024",
      // The first ones with `light-dark()`.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: { polyfill: false },
      license: { fileName: "licenses.md" },
    },
    // Workers are modules like the page's own scripts.
    worker: { format: "es", plugins: () => [workerLicenses] },
    server: command === "serve" ? { port: DEV_PORTS[mode], strictPort: true, proxy: { "/api": twinHost(mode) } } : {},
  };
});

const DEV_PORTS: Record<PageName, number> = { portal: 5173, console: 5174 };

/** Where the running twin serves the API for a page. */
function twinHost(page: PageName): string {
  const file = join(projectRoot, ".posthorn/twin.json");
  if (!existsSync(file)) throw new Error("the twin isn't running: start it with `npm start`");
  const { api, console } = JSON.parse(readFileSync(file, "utf8"));
  return page === "portal" ? api : console;
}

/** Adds the script that other sites load to embed the portal: one file, because it has no page to say what it needs. */
const elementScript: Plugin = {
  name: "element-script",
  apply: "build",
  async generateBundle() {
    for (const { contents: source } of await bundleElement())
      this.emitFile({ type: "asset", fileName: "element.js", source });
  },
};

async function bundleElement(): Promise<OutputFile[]> {
  const entryPoints = [join(projectRoot, "lib/console/element/index.ts")];
  const how = { bundle: true, format: "esm", target: "es2022", minify: true } as const;
  return (await build({ entryPoints, ...how, write: false })).outputFiles;
}

const compressors = { br: promisify(brotliCompress), gz: promisify(gzip) };

/** Writes each text file compressed as well. The function that serves them has no time to compress. */
const precompress: Plugin = {
  name: "precompress",
  apply: "build",
  generateBundle: {
    // After Vite's own plugins, which still change what they have put into the code.
    order: "post",
    async handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        const source = Buffer.from(file.type === "chunk" ? file.code : file.source);
        for (const [suffix, compress] of Object.entries(compressors)) {
          this.emitFile({ type: "asset", fileName: `${fileName}.${suffix}`, source: await compress(source) });
        }
      }
    },
  },
};

/** Writes the licences of the libraries in a worker. Vite's own list has only those in the page's scripts. */
const workerLicenses: Plugin = {
  name: "worker-licenses",
  apply: "build",
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? [file] : []));
    const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
    const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
    const source = [...folders].map(licenseIn).join("\n");
    const worker = chunks.find(({ isEntry }) => isEntry)?.name;
    this.emitFile({ type: "asset", fileName: `${worker}-licenses.md`, source });
  },
};

function licenseIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md"].map((one) => join(folder, one)).find(existsSync);
  // Some packages only name their licence.
  return `## ${name} - ${version} (${license})\n\n${file ? readFileSync(file, "utf8") : ""}`;
}
