import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type BundleName, bundleFunctions, bundleNames } from "../../lib/infra/bundle.ts";
import { environmentOf } from "./support/environment.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";

const IMPORTS = 5;
const run = promisify(execFile);

/** The size of each function's bundle, and the time that a fresh process takes to import it. */
export const bundleCosts = (): Promise<Result[]> =>
  inTemporaryFolder(async (folder) => {
    const bundles = await bundleFunctions(folder);
    const results: Result[] = [];
    for (const name of bundleNames) {
      const path = join(bundles[name], "index.mjs");
      const { size } = await stat(path);
      results.push({ what: `Size of ${name}`, value: size / 1000, unit: "kB", bar: { below: 450 } });
      results.push(await importTime(name, path));
    }
    return results;
  });

async function importTime(name: BundleName, path: string): Promise<Result> {
  const times: number[] = [];
  // The first import is not counted. It brings the files into the page cache.
  for (let i = 0; i <= IMPORTS; i++) times.push(await importOnce(name, path));
  const counted = times.slice(1);
  const note = `median of ${IMPORTS} fresh processes, ${spread(counted, digits)}`;
  return { what: `Import time of ${name}`, value: median(counted), unit: "ms", bar: { below: 80 }, note };
}

async function importOnce(name: BundleName, path: string): Promise<number> {
  const script = `const start = performance.now();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    console.log(performance.now() - start);
    process.exit();`;
  const env = { PATH: process.env.PATH, ...environmentOf(name, "http://127.0.0.1:9") };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  return Number(stdout);
}
