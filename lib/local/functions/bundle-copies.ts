import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { WorkerSetup } from "./worker-messages.ts";

type Exports = Record<string, unknown>;

/** Returns a function that runs the bundle once for each sandbox, so that each has variables of its own, as on Lambda. */
export function bundleCopies({ module: path, script }: Pick<WorkerSetup, "module" | "script">) {
  const url = pathToFileURL(path);
  return script === undefined ? importing(url) : running(path, url.href, script);
}

/** Node.js runs a module once for each URL. */
function importing(url: URL) {
  return async (sandbox: number): Promise<Exports> => {
    if (sandbox > 0) url.search = `sandbox=${sandbox}`;
    return await import(url.href);
  };
}

function running(path: string, url: string, script: string) {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const run = new Script(script, { filename: path, importModuleDynamically }).runInThisContext();
  const require = createRequire(url);
  return async (): Promise<Exports> => {
    const module = { exports: {} };
    run(module.exports, require, module, path, dirname(path), url);
    return module.exports;
  };
}
