import { DEFAULT_RETRY_WAITS } from "../core/delivery/retry.ts";
import { MAX_TIMEOUT_SECONDS } from "../core/limits.ts";

/**
 * The stack's options with their defaults, as `-c key=value` spells them. An empty text is no value. `lib/infra/options.ts`
 * has their meaning.
 */
export const optionDefaults = {
  stage: "dev",
  retentionDays: "30",
  retryWaits: DEFAULT_RETRY_WAITS.join(","),
  defaultAttempts: "4",
  maximumAttempts: "11",
  deliveryConcurrency: "200",
  reservedConcurrency: "",
  tableCapacity: "on-demand",
  warmThroughput: "",
  secretStorage: "secrets-manager",
  allowedAddresses: "",
  allowHttp: "false",
  apiHosts: "",
  portalOrigins: "",
  allowTlsOptOut: "false",
  strictCatalog: "false",
  defaultDialect: "standard",
  maxTimeoutSeconds: String(MAX_TIMEOUT_SECONDS),
  tenantRequestsPerSecond: "500",
  tenantEventsPerSecond: "10000",
  maxSubscriptions: "10000",
  autoDisableDays: "5",
  alarmEmail: "",
  alarmTopicArn: "",
  oidcIssuer: "",
  oidcClientId: "",
  oidcClientSecretArn: "",
  oidcScopes: "openid,email",
  oidcRoleClaim: "groups",
  oidcViewers: "",
  oidcOperators: "",
  logLevel: "INFO",
};

export type OptionName = keyof typeof optionDefaults;

export const optionNames = Object.keys(optionDefaults) as OptionName[];
