import { fieldTest, type LeafTest, leafTest } from "./pattern-leaf.ts";

/** Tells whether a pattern matches an event. */
export type EventMatcher = (event: unknown) => boolean;

/**
 * Compiles an event pattern. Supports lists of exact values, `prefix`, `suffix`, `equals-ignore-case`, `wildcard`,
 * `anything-but`, `numeric`, `exists`, and `$or`
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
 *
 * Throws an error that names the field on any other form.
 */
export function compilePattern(pattern: unknown, path = "pattern"): EventMatcher {
  if (!isObject(pattern)) throw new Error(`${path} must be an object or an array`);
  const matchers = Object.entries(pattern).map(([key, value]) =>
    key === "$or" ? compileOr(value, `${path}.$or`) : compileField(key, value, `${path}.${key}`),
  );
  if (matchers.length === 0) throw new Error(`${path} is empty`);
  return (event) => matchers.every((matches) => matches(event));
}

function compileOr(value: unknown, path: string): EventMatcher {
  if (!Array.isArray(value) || value.length < 2) throw new Error(`${path} must be an array of at least two patterns`);
  const alternatives = value.map((one, index) => compilePattern(one, `${path}[${index}]`));
  return (event) => alternatives.some((matches) => matches(event));
}

function compileField(key: string, value: unknown, path: string): EventMatcher {
  if (!Array.isArray(value)) {
    const matches = compilePattern(value, path);
    return (event) => membersOf(event, key).some(matches);
  }
  if (value.length === 0) throw new Error(`${path} is empty`);
  const tests = value.map((one): LeafTest => leafTest(one, path));
  return (event) => fieldTest(membersOf(event, key), tests);
}

/** The values that an event has under a key. In a list of objects, any of the objects may have the key. */
function membersOf(node: unknown, key: string): unknown[] {
  if (Array.isArray(node)) return node.flatMap((item) => membersOf(item, key));
  return isObject(node) && Object.hasOwn(node, key) ? [node[key]].flat(Number.POSITIVE_INFINITY) : [];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
