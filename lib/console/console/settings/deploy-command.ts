import { shellWord } from "../same-as/shell-text.ts";
import type { ShownSettings } from "./use-settings.ts";

/** The command that deploys the stack with the options that it has. CDK keeps none of them from one time to the next. */
export function deployCommand({ options }: ShownSettings): string {
  const changed = options.filter((option) => option.value !== undefined && option.value !== option.default);
  const words = changed.map(({ name, value }) => `-c ${shellWord(`${name}=${value}`)}`);
  return ["npm run deploy", ...(words.length > 0 ? ["--"] : []), ...words].join(" ");
}
