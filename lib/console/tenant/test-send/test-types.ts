import { includes, type TypeChoice } from "../endpoint-form/types/type-tree.ts";

/** The types to choose from: those that an endpoint gets, and the others of the catalog. */
export interface TestTypes {
  wanted: readonly string[];
  others: readonly string[];
}

/** Types that the endpoint names come first, then those that its wildcards include. */
export function testTypes(events: readonly string[], choices: readonly TypeChoice[]): TestTypes {
  const known = choices.filter(({ deprecated }) => !deprecated).map(({ name }) => name);
  const named = events.filter((pattern) => !pattern.endsWith("*"));
  const included = known.filter((name) => events.some((pattern) => includes(pattern, name)));
  const wanted = [...new Set([...named, ...included])];
  return { wanted, others: known.filter((name) => !wanted.includes(name)) };
}
