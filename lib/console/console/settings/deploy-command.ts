import { shellWord } from "../same-as/shell-text.ts";
import type { ShownSettings } from "./use-settings.ts";

/**
 * The command that deploys the stack with the options that it has. CDK keeps none of them from one time to the next, so
 * there is no command while one of them is unknown.
 */
export function deployCommand({ options }: ShownSettings): string | undefined {
  if (options.some(({ value }) => value === undefined)) return undefined;
  const changed = options.filter((option) => option.value !== option.default);
  const words = changed.map(({ name, value }) => `-c ${shellWord(`${name}=${value}`)}`);
  return ["npm run deploy", ...(words.length > 0 ? ["--"] : []), ...words].join(" ");
}
