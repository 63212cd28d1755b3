/** How often to look while something on the page waits for a change. */
const SOON_MS = 5_000;

/** How often to look otherwise. */
const LATER_MS = 30_000;

/**
 * The `refetchInterval` of a query. TanStack Query doesn't poll while the page is hidden.
 *
 * @param waiting something that the page shows will change soon, such as a delivery that is retried
 */
export const pollEvery = (waiting: boolean): number => (waiting ? SOON_MS : LATER_MS);
