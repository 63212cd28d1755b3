import type { Env } from "../../../contract/env.ts";
import { METRICS_NAMESPACE } from "../../../contract/metrics.ts";
import type { FunctionName } from "../../bundle.ts";
import type { StackOptions } from "../../options.ts";
import type { DataTable } from "../table.ts";

type Names = readonly string[];

/** Values for the variables that several functions read. A function gets those that it lists. */
export const commonVariables = (options: StackOptions, { table }: DataTable) => ({
  TABLE_NAME: table.tableName,
  RETENTION_DAYS: String(options.retentionDays),
  MAX_TIMEOUT_SECONDS: String(options.maxTimeoutSeconds),
  ALLOWED_ADDRESSES: options.allowedAddresses.join(","),
  ALLOW_HTTP: String(options.allowHttp),
  TENANT_REQUESTS_PER_SECOND: String(options.tenantRequestsPerSecond),
  API_HOSTS: options.apiHosts.join(","),
});

/** The variables of a function that are not common ones. */
export type OwnVariables<Keys extends Names> = Omit<Env<Keys>, keyof ReturnType<typeof commonVariables>>;

/** Picks a function's variables, in the order in which it lists them. */
export const pickVariables = (names: Names, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, values[name] as string]));

/** https://docs.aws.amazon.com/powertools/typescript/latest/environment-variables/ */
export const powertoolsVariables = (name: FunctionName, options: StackOptions) => ({
  POWERTOOLS_SERVICE_NAME: name,
  POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  POWERTOOLS_LOG_LEVEL: options.logLevel,
});
