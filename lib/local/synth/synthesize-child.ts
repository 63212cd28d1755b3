import { join } from "node:path";
import { buildApp } from "../../infra/app.ts";
import { PagesMissing } from "../../infra/built-pages.ts";
import { bundleFunctions } from "../../infra/bundle.ts";
import { OptionsError } from "../../infra/options.ts";

/**
 * Runs in a process of its own: `node synthesize-child.ts <directory> <context as JSON>` writes a cloud assembly to the
 * directory.
 */
const [, , directory = "", context = "{}"] = process.argv;

try {
  const bundles = await bundleFunctions(join(directory, "bundles"));
  buildApp({ bundles, context: JSON.parse(context), outdir: directory }).synth();
} catch (error) {
  // A user can correct the options, and build the pages, so the message is enough. Any other error is a bug and needs its
  // stack.
  const isForUser = error instanceof OptionsError || error instanceof PagesMissing;
  console.error(isForUser ? error.message : error);
  process.exitCode = isForUser ? 2 : 1;
}
