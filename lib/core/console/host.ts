/**
 * The hosts that requests come in at. Both serve the same routes. The API host also serves the portal, for customers.
 * The console host also serves the console, for operators, and only there is a console session worth something. As
 * different hosts, they are different origins: a page of one can't act with the session of the other.
 */
export const hosts = ["api", "console"] as const;

export type Host = (typeof hosts)[number];
