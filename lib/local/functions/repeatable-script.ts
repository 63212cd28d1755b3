import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** What the function is called with. Exports are set on `module.exports`. */
const SCRIPT_PARAMETERS = ["exports", "require", "module", "__filename", "__dirname", "moduleUrl"];

/**
 * Turns a bundle into the text of a function that runs it. A thread compiles the function once and calls it for each of
 * its sandboxes. Node.js would compile a module again for each of them, which takes five times as long as running it.
 *
 * Resolves with undefined if only a module can run the bundle, for instance because of a top-level await.
 */
export async function repeatableScript(module: string): Promise<string | undefined> {
  try {
    const { code } = await transform(await readFile(module, "utf8"), {
      format: "cjs",
      platform: "node",
      target: "node24",
      define: { "import.meta.url": "moduleUrl" },
      logLevel: "silent",
    });
    return `(function (${SCRIPT_PARAMETERS.join(", ")}) { "use strict"; ${code}\n})`;
  } catch {
    return undefined;
  }
}
