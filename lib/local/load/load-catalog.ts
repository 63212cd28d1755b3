/** A catalog in a file: entries as the API takes them. */
export interface CatalogFile {
  eventTypes?: { name: string }[];
  derivedTypes?: { name: string }[];
}

/** Makes one call to the API. */
export type ApiCall = (method: string, path: string, body: object) => Promise<{ status: number; text: string }>;

/**
 * Brings a catalog in: makes the entries that are not there yet and changes those that are to what the file
 * says. Loading it twice is harmless. Throws on the first entry that the API refuses.
 */
export async function loadCatalog(file: CatalogFile, call: ApiCall): Promise<number> {
  const entries = [
    ...(file.eventTypes ?? []).map((entry) => ({ path: "/event-types", entry })),
    ...(file.derivedTypes ?? []).map((entry) => ({ path: "/derived-types", entry })),
  ];
  for (const { path, entry } of entries) await put(path, entry, call);
  return entries.length;
}

async function put(path: string, entry: { name: string }, call: ApiCall): Promise<void> {
  const made = await call("POST", path, entry);
  if (made.status === 201) return;
  const { name, ...fields } = entry;
  const answer = made.status === 409 ? await call("PATCH", `${path}/${name}`, fields) : made;
  if (answer.status >= 300) throw new Error(`${name} was answered ${answer.status}: ${answer.text}`);
}
