import { type OptionName, optionDefaults, optionNames } from "../contract/option-defaults.ts";
import type { StackOptions } from "./options.ts";

/**
 * The most characters that a function spends on the stack's options. All variables of a function have 4 KB together.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const MOST_BYTES = 3_000;

/** An option's value as `-c key=value` spells it. An empty text is no value. */
function optionText(options: StackOptions, name: OptionName): string {
  const value = options[name];
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map(itemText).join(",");
  if (typeof value !== "object") return String(value);
  return "target" in value ? `${value.minimum}-${value.maximum}@${value.target}` : `${value.reads},${value.writes}`;
}

const itemText = (item: StackOptions["reservedConcurrency"][number] | string | number): string =>
  typeof item === "object" ? `${item.name}:${item.count}` : String(item);

/**
 * The options that differ from their defaults, as JSON. If they are too long together, the longest ones are null: the
 * function that shows them then says that it doesn't know them.
 */
export function changedOptions(options: StackOptions): string {
  const changed: [OptionName, string | null][] = optionNames
    .map((name): [OptionName, string] => [name, optionText(options, name)])
    .filter(([name, value]) => value !== optionDefaults[name])
    .sort(([, a], [, b]) => b.length - a.length);
  for (const entry of changed) {
    const text = JSON.stringify(Object.fromEntries(changed));
    if (Buffer.byteLength(text) <= MOST_BYTES) return text;
    entry[1] = null;
  }
  return JSON.stringify(Object.fromEntries(changed));
}
