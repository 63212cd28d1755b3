import type { StackLimits, StackSettings } from "../../lib/api/settings/settings.ts";
import { type Env, numbersIn, type operatorEnv } from "../../lib/contract/env.ts";
import { type OptionName, optionDefaults, optionNames } from "../../lib/contract/option-defaults.ts";

/** An option that isn't known is undefined. */
type Options = Record<OptionName, string | undefined>;

/** The stack's settings, from the variables that it gives to the function. */
export function settingsIn(env: Env<typeof operatorEnv>, region: string): StackSettings {
  const changed: Partial<Record<OptionName, string | null>> = JSON.parse(env.CHANGED_OPTIONS);
  const knownValue = (name: OptionName) =>
    changed[name] === null ? undefined : (changed[name] ?? optionDefaults[name]);
  const options = Object.fromEntries(optionNames.map((name) => [name, knownValue(name)])) as Options;
  return {
    version: env.VERSION,
    region,
    hosts: { api: env.API_URL, console: env.CONSOLE_URL },
    options: optionNames.map((name) => ({ name, value: options[name], default: optionDefaults[name] })),
    limits: limitsOf(options),
  };
}

function limitsOf(options: Options): StackLimits {
  const waits = options.retryWaits === undefined ? undefined : numbersIn(options.retryWaits);
  const secondsOf = (retries: number) => waits && waitsOf(retries, waits).reduce((sum, wait) => sum + wait, 0);
  const defaultRetries = Number(options.defaultAttempts) - 1;
  const maxRetries = Number(options.maximumAttempts) - 1;
  return {
    requestsPerSecond: Number(options.tenantRequestsPerSecond),
    eventsPerSecond: Number(options.tenantEventsPerSecond),
    subscriptions: Number(options.maxSubscriptions),
    defaultRetries,
    maxRetries,
    defaultRetrySeconds: secondsOf(defaultRetries),
    maxRetrySeconds: secondsOf(maxRetries),
  };
}

/** The last wait repeats. */
const waitsOf = (retries: number, waits: readonly number[]): number[] =>
  Array.from({ length: retries }, (_, index) => waits[Math.min(index, waits.length - 1)] ?? 0);
