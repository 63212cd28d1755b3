/** An option of the stack, as `-c name=value` spells it. An empty text is no value. */
export interface DeployedOption {
  name: string;
  /** Absent if the function doesn't know it: the options are too long together. */
  value?: string | undefined;
  default: string;
}

/** What follows from the options for one tenant, or for one subscription. */
export interface StackLimits {
  /** Requests of a tenant, besides those that send events. */
  requestsPerSecond: number;
  /** Events of a tenant over the API. */
  eventsPerSecond: number;
  /** Subscriptions of a tenant. */
  subscriptions: number;
  /** Retries of a subscription whose tenant has no default. */
  defaultRetries: number;
  /** The most retries that a subscription can have. */
  maxRetries: number;
  /** How long the default retries take, without jitter. Absent if the waits aren't known. */
  defaultRetrySeconds?: number | undefined;
  maxRetrySeconds?: number | undefined;
}

/** The stack as it was deployed. */
export interface StackSettings {
  version: string;
  region: string;
  /** URLs without a trailing slash. */
  hosts: { api: string; console: string };
  options: DeployedOption[];
  limits: StackLimits;
}
