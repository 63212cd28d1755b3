/** An event type that an endpoint can ask for. */
export interface TypeChoice {
  name: string;
  description?: string | undefined;
  group?: string | undefined;
  deprecated?: boolean;
  /** Posthorn's own: `*` doesn't include it. */
  builtIn?: boolean;
  /** The data of an example event, as JSON text. */
  exampleText?: string;
}

/** A type, or the types that begin with the same words. */
export type TypeNode =
  | { is: "type"; label: string; choice: TypeChoice }
  | { is: "branch"; label: string; pattern: string; nodes: readonly TypeNode[]; count: number };

/** The types of a group. The group without a name has those of no group. */
export interface TypeGroup {
  name: string;
  nodes: readonly TypeNode[];
}

/** Splits `invoice.paid` into `invoice.` and `paid`. Types are also separated by colons and slashes. */
const partsOf = (name: string): string[] => name.match(/[^.:/]+[.:/]?/g) ?? [name];

/**
 * The types as trees, by group. All types that begin with the same word are in one tree, so that its wildcard stands in one
 * place: in their group, if they have the same one.
 */
export function typeGroups(choices: readonly TypeChoice[]): TypeGroup[] {
  const groups = new Map<string, TypeChoice[]>();
  for (const sameWord of groupedBy(choices, ({ name }) => partsOf(name)[0] ?? "").values()) {
    const names = new Set(sameWord.map(({ group = "" }) => group));
    const group = names.size === 1 ? ([...names][0] ?? "") : "";
    groups.set(group, [...(groups.get(group) ?? []), ...sameWord]);
  }
  const named = [...groups].sort(([one], [other]) => one.localeCompare(other));
  return named.map(([name, members]) => ({ name, nodes: nodesOf(members, 0, "") }));
}

/** @param depth how many parts of the names the branches above have */
function nodesOf(choices: readonly TypeChoice[], depth: number, prefix: string): TypeNode[] {
  const byPart = groupedBy(choices, ({ name }) => partsOf(name)[depth] ?? "");
  return [...byPart].map(([part, members]) => {
    const [first] = members;
    if (first && members.length === 1) return { is: "type", label: first.name.slice(prefix.length), choice: first };
    const start = prefix + part;
    const nodes = nodesOf(members, depth + 1, start);
    return { is: "branch", label: `${part}*`, pattern: `${start}*`, nodes, count: members.length };
  });
}

function groupedBy(choices: readonly TypeChoice[], keyOf: (choice: TypeChoice) => string): Map<string, TypeChoice[]> {
  const groups = new Map<string, TypeChoice[]>();
  for (const choice of choices) {
    const key = keyOf(choice);
    groups.set(key, [...(groups.get(key) ?? []), choice]);
  }
  return groups;
}

/** Whether a chosen pattern includes a type, or all types of a narrower pattern. The same rule as the API's. */
export function includes(pattern: string, typeOrPattern: string): boolean {
  if (pattern === "*") return !typeOrPattern.startsWith("posthorn.");
  return pattern.endsWith("*") ? typeOrPattern.startsWith(pattern.slice(0, -1)) : pattern === typeOrPattern;
}

/** The patterns with one more. Those that it includes are left out. */
export const withPattern = (patterns: readonly string[], added: string): string[] => [
  ...patterns.filter((pattern) => !includes(added, pattern)),
  added,
];

/** The types that a search finds, by their name, description or group. */
export function foundTypes(choices: readonly TypeChoice[], search: string): readonly TypeChoice[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return choices;
  const has = (text = "") => text.toLowerCase().includes(wanted);
  return choices.filter(({ name, description, group }) => has(name) || has(description) || has(group));
}

/** The chosen pattern that includes a type, unless the type itself is chosen. */
export const widerPattern = (chosen: readonly string[], typeOrPattern: string): string | undefined =>
  chosen.find((pattern) => pattern !== typeOrPattern && includes(pattern, typeOrPattern));
