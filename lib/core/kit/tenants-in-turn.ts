/** The first of each tenant's items, then the second of each, and so on: no tenant can crowd out another. */
export function tenantsInTurn<T extends { tenantId: string }>(items: readonly T[]): T[] {
  const counts = new Map<string, number>();
  const ranked = items.map((item) => {
    const rank = counts.get(item.tenantId) ?? 0;
    counts.set(item.tenantId, rank + 1);
    return { item, rank };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}
