/** The known words that a person may have meant, nearest first. */
export function nearest(word: string, known: readonly string[]): string[] {
  const given = word.toLowerCase();
  const synonym = SYNONYMS[given];
  if (synonym && known.includes(synonym)) return [synonym];
  return known
    .map((name) => ({ name, distance: edits(given, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= allowedEdits(given) || (given.length > 1 && name.startsWith(given)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

const allowedEdits = (word: string): number => Math.max(1, Math.floor(word.length / 3));

/** Words of other tools. */
const SYNONYMS: Record<string, string> = {
  webhooks: "subscriptions",
  webhook: "subscriptions",
  endpoints: "subscriptions",
  endpoint: "subscriptions",
  "api-keys": "keys",
  ls: "list",
  get: "show",
  add: "create",
  new: "create",
  edit: "update",
  set: "update",
  rm: "delete",
  remove: "delete",
};

/** The number of letters to insert, delete, replace, or swap with the next one (optimal string alignment distance). */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cell = (up: number, left: number): number => rows[i - up]?.[j - left] ?? Number.POSITIVE_INFINITY;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(2, 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(cell(1, 0) + 1, (row[j - 1] ?? 0) + 1, cell(1, 1) + same, swapped));
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
