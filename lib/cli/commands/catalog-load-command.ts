import { loadEntry } from "../catalog/load-catalog-entry.ts";
import { readCatalog } from "../catalog/read-catalog.ts";
import { command } from "../command.ts";
import { isStdin, jsonOf } from "../input.ts";
import { progress } from "../output/progress.ts";
import { safeText } from "../output/text.ts";

const load = command({
  name: "catalog load",
  summary: "Create or update all types in a file (operator's key)",
  routes: [
    "POST /api/v1/event-types",
    "PATCH /api/v1/event-types/{id}",
    "POST /api/v1/derived-types",
    "PATCH /api/v1/derived-types/{id}",
  ],
  positionals: { file: { help: "JSON file with {eventTypes, derivedTypes}, or - for stdin" } },
  examples: [
    ["catalog load types.json", "Load a file; repeat it to update existing types to the file's content"],
    ["catalog load lib/cli/catalog/sets/outtake.json", "Load the Outtake set that comes with Posthorn"],
  ],
  async run({ file }, context) {
    const entries = readCatalog(await jsonOf(isStdin(file) ? file : `@${file}`, "the catalog", context.io));
    const api = context.api("admin");
    const bar = progress(context);
    try {
      for (const [done, entry] of entries.entries()) {
        bar.update(done, entries.length, safeText(entry.name));
        const { created, answer } = await loadEntry(entry, api);
        bar.print(context.json ? answer.text : `${entry.name} ${created ? "created" : "updated"}`);
      }
    } finally {
      bar.stop();
    }
    context.note(`Loaded ${entries.length} types.`);
  },
});

export const catalogLoadCommands = [load];
