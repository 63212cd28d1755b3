/** A number in a sort key, so that rows sort by it. */
export const number4 = (n: number): string => String(n).padStart(4, "0");
