import type { Context } from "../context.ts";
import { progress } from "../output/progress.ts";
import { safeText } from "../output/text.ts";
import { loadEntry } from "./load-catalog-entry.ts";
import type { CatalogFileEntry } from "./read-catalog.ts";

/** Creates or updates types one after the other, and says so. Stops at the first one that the API rejects. */
export async function loadCatalog(entries: readonly CatalogFileEntry[], context: Context): Promise<void> {
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
}
