/** The groups in which the API counts failures. */
export const SHOWN_GROUPS = [
  "dns",
  "connect",
  "tls",
  "timeout",
  "too-slow",
  "blocked-address",
  "protocol",
  "http-3xx",
  "http-4xx",
  "http-5xx",
  "http-other",
] as const;

export type ShownGroup = (typeof SHOWN_GROUPS)[number];

/** A later release of the API may have more groups. */
export const isShownGroup = (group: string): group is ShownGroup => (SHOWN_GROUPS as readonly string[]).includes(group);

/** Whether a failure class, such as `timeout-headers` or `http-503`, is counted in a group. */
export function isInGroup(failure: string, group: string): boolean {
  if (group === "timeout") return failure.startsWith("timeout-");
  if (group === "http-other") return /^http-(?![345]\d\d$)/.test(failure);
  const status = /^http-(\d)xx$/.exec(group)?.[1];
  return status ? failure.startsWith(`http-${status}`) : failure === group;
}
