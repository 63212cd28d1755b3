import type { Command } from "./command.ts";
import { nearest } from "./nearest.ts";

/** Suggests the nearest command for a word that is not one. With nothing near, lists the commands there. */
export function suggestedCommand(word: string, group: string | undefined, commands: readonly Command[]): string[] {
  const names = commands.map(({ name }) => name);
  const here = group === undefined ? firstWords(names) : secondWords(names, group);
  const [near] = nearest(word, here);
  if (near) return [`Did you mean \`posthorn ${[group, near].filter(Boolean).join(" ")}\`?`];
  const elsewhere = names.filter((name) => name.split(" ")[1] === word);
  if (elsewhere.length > 0) return [`Did you mean one of: ${elsewhere.join(", ")}?`];
  return [`Commands: ${here.join(", ")}.`];
}

const firstWords = (names: string[]): string[] => [...new Set(names.map((name) => name.split(" ")[0] ?? ""))];

const secondWords = (names: string[], group: string): string[] =>
  names.filter((name) => name.startsWith(`${group} `)).map((name) => name.slice(group.length + 1));

/** Suggests the nearest options for words that are none. */
export function suggestedOptions(unknown: string[], known: readonly string[]): string[] {
  const near = unknown.flatMap((word) => nearest(word, known).slice(0, 1));
  return near.length === 0 ? [] : [`Did you mean ${near.map((name) => `--${name}`).join(" and ")}?`];
}
