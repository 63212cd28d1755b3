/**
 * The groups that failures are counted in. They are few, so that a row of counts stays small. Stored counts refer to a
 * group by its place, so groups are only ever added, at the end.
 */
export const FAILURE_GROUPS = [
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

export type FailureGroup = (typeof FAILURE_GROUPS)[number];

const isGroup = (text: string): text is FailureGroup => (FAILURE_GROUPS as readonly string[]).includes(text);

/** @param failure a failure class, such as `timeout-headers` or `http-503` */
export function failureGroupOf(failure: string): FailureGroup {
  if (failure.startsWith("timeout-")) return "timeout";
  const group = /^http-\d{3}$/.test(failure) ? `${failure.slice(0, "http-N".length)}xx` : failure;
  return isGroup(group) ? group : "http-other";
}
