import { join } from "node:path";
import { buildApp } from "../../infra/app.ts";
import { bundleFunctions } from "../../infra/bundle.ts";
import { OptionsError } from "../../infra/options.ts";

/** A process of its own: `node child.ts <directory> <context as JSON>` leaves a cloud assembly in the directory. */
const [, , directory = "", context = "{}"] = process.argv;

try {
  const bundles = await bundleFunctions(join(directory, "bundles"));
  buildApp({ bundles, context: JSON.parse(context), outdir: directory }).synth();
} catch (error) {
  // What is wrong with the options is for whoever gave them; anything else is a fault, with its stack.
  console.error(error instanceof OptionsError ? error.message : error);
  process.exitCode = error instanceof OptionsError ? 2 : 1;
}
