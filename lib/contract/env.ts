/**
 * The environment variables of each function, declared once. A function reads them through `readEnv`. Its CDK construct
 * must supply exactly these keys: a missing or misspelt one fails `tsc`.
 */
export const ingestEnv = [
  "TABLE_NAME",
  "DELIVERIES_QUEUE_URL",
  "ORDERED_QUEUE_URL",
  "FAN_OUT_QUEUE_URL",
  "INTAKE_QUEUE_URL",
  "RETENTION_DAYS",
  "STRICT_CATALOG",
  "TENANT_EVENTS_PER_SECOND",
  "ADMIN_KEY_SECRET_ID",
] as const;

/** `LANE` is `quick`, `patient` or `ordered`, and `LANE_QUEUE_URL` its queue. */
export const deliverEnv = [
  "TABLE_NAME",
  "LANE",
  "LANE_QUEUE_URL",
  "RETRIES_QUEUE_URL",
  "ORDERED_QUEUE_URL",
  "WAKES_QUEUE_URL",
  "BUS_NAME",
  "RETENTION_DAYS",
  "KEY_RING_SECRET_ID",
  "RETRY_WAITS",
  "MAX_TIMEOUT_SECONDS",
  "ALLOWED_ADDRESSES",
  "ALLOW_HTTP",
  "API_HOSTS",
] as const;

export const settleEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "RETRIES_QUEUE_URL",
  "DEAD_LETTERS_QUEUE_URL",
  "BUS_NAME",
] as const;

export const fanOutEnv = ["TABLE_NAME", "RETENTION_DAYS", "DELIVERIES_QUEUE_URL", "FAN_OUT_QUEUE_URL"] as const;

export const apiEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "WAKES_QUEUE_URL",
  "SECRET_STORAGE",
  "SECRET_PREFIX",
  "KEY_RING_SECRET_ID",
  "DEFAULT_MAX_RETRIES",
  "MAX_RETRIES",
  "MAX_SUBSCRIPTIONS",
  "MAX_TIMEOUT_SECONDS",
  "ALLOWED_ADDRESSES",
  "ALLOW_HTTP",
  "API_HOSTS",
  "ALLOW_TLS_OPT_OUT",
  "DEFAULT_DIALECT",
  "TENANT_REQUESTS_PER_SECOND",
  "ADMIN_KEY_SECRET_ID",
] as const;

export const signingEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "WAKES_QUEUE_URL",
  "TENANT_REQUESTS_PER_SECOND",
  "KEY_RING_SECRET_ID",
  "ALLOWED_ADDRESSES",
  "ALLOW_HTTP",
  "API_HOSTS",
  "ADMIN_KEY_SECRET_ID",
] as const;

export const healthEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "WAKES_QUEUE_URL",
  "INTAKE_QUEUE_URL",
  "FAN_OUT_QUEUE_URL",
  "DELIVERIES_QUEUE_URL",
  "ORDERED_QUEUE_URL",
  "RETRIES_QUEUE_URL",
  "TENANT_REQUESTS_PER_SECOND",
  "ADMIN_KEY_SECRET_ID",
  "ALLOWED_ADDRESSES",
  "ALLOW_HTTP",
  "API_HOSTS",
] as const;

/** `API_URL` is the URL under which customers reach the portal. */
export const portalEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "TENANT_REQUESTS_PER_SECOND",
  "PORTAL_ORIGINS",
  "API_URL",
  "ADMIN_KEY_SECRET_ID",
] as const;

/** `CHANGED_OPTIONS` is JSON: the stack's options that differ from their defaults. The URLs are those of the hosts. */
export const operatorEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "ADMIN_KEY_SECRET_ID",
  "API_URL",
  "CONSOLE_URL",
  "VERSION",
  "CHANGED_OPTIONS",
] as const;

/** `OIDC_ISSUER` is empty without an identity provider, and `OIDC_CLIENT_SECRET_ID` for a client without a secret. */
export const sessionEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "ADMIN_KEY_SECRET_ID",
  "CONSOLE_URL",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET_ID",
  "OIDC_SCOPES",
  "OIDC_ROLE_CLAIM",
  "OIDC_VIEWERS",
  "OIDC_OPERATORS",
] as const;

export const logEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "TENANT_REQUESTS_PER_SECOND",
  "DELIVERIES_QUEUE_URL",
  "WAKES_QUEUE_URL",
  "REPLAYS_QUEUE_URL",
  "INTAKE_QUEUE_URL",
  "ADMIN_KEY_SECRET_ID",
] as const;

export const replayEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "DELIVERIES_QUEUE_URL",
  "ORDERED_QUEUE_URL",
  "REPLAYS_QUEUE_URL",
] as const;

export const wakeEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "RETRIES_QUEUE_URL",
  "ORDERED_QUEUE_URL",
  "WAKES_QUEUE_URL",
  "AUTO_DISABLE_DAYS",
] as const;

/** `ALERT_TOPIC_ARN` is empty if nobody is to be told by message. */
export const alertEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "BUS_NAME",
  "INTAKE_QUEUE_URL",
  "ALERT_TOPIC_ARN",
  "API_URL",
  "CONSOLE_URL",
  "STAGE",
] as const;

export const tallyEnv = ["TABLE_NAME", "RETENTION_DAYS"] as const;

export const recoverEnv = ["TABLE_NAME", "RETENTION_DAYS", "DELIVERIES_QUEUE_URL", "DELETIONS_QUEUE_URL"] as const;

export const eraseEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "SECRET_PREFIX",
  "DELETIONS_QUEUE_URL",
  "ERASE_AFTER_SECONDS",
  "ADMIN_KEY_SECRET_ID",
] as const;

export const resealEnv = [
  "TABLE_NAME",
  "RETENTION_DAYS",
  "KEY_RING_SECRET_ID",
  "KEY_RING_QUEUE_URL",
  "ADMIN_KEY_SECRET_ID",
] as const;

/** `PORTAL_ORIGINS` is a comma-separated list, and may be empty. */
export const consoleEnv = ["PORTAL_ORIGINS"] as const;

export type Env<Keys extends readonly string[]> = Record<Keys[number], string>;

/** Reads the named variables. Throws one `Error` that lists all missing ones. */
export function readEnv<const Keys extends readonly string[]>(keys: Keys, env = process.env): Env<Keys> {
  const missing = keys.filter((key) => env[key] === undefined);
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return Object.fromEntries(keys.map((key) => [key, env[key]])) as Env<Keys>;
}

/** The items of a comma-separated variable. */
export const listIn = (value: string): string[] => value.split(",").filter((item) => item !== "");

/** The numbers of a comma-separated variable. Throws an `Error` if there are none, or if an item is not a number. */
export function numbersIn(value: string): [number, ...number[]] {
  const [first, ...rest] = listIn(value).map(Number);
  if (first === undefined || [first, ...rest].some(Number.isNaN)) throw new Error(`not a list of numbers: ${value}`);
  return [first, ...rest];
}
