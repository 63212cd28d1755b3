import { Environment } from "@marcbachmann/cel-js";
import { callsIn, patternsIn } from "./cel-calls.ts";
import { isAvailable, isSlow } from "./cel-functions.ts";
import { numberProblems } from "./cel-numbers.ts";

/** The largest size of one expression. */
export const MAX_CONDITION_BYTES = 2048;

/** The variables of an expression. All values outside `data` are strings. */
export interface ConditionInput {
  event: { id: string; type: string; occurredAt: string };
  data: unknown;
  subscription: { id: string; name: string; metadata: Record<string, string> };
}

/** A compiled expression. `slow` means that it calls a function that can take long even with little data. */
export interface Condition {
  run(input: ConditionInput): unknown;
  slow: boolean;
}

/**
 * Why an expression can't be used. `at` is the position of the error, as an offset from 0, if it has a single position.
 */
export class ConditionError extends Error {
  override name = "ConditionError";
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

const utf8 = new TextEncoder();

const environment = new Environment({
  limits: { maxAstNodes: 250, maxDepth: 32, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 },
})
  .registerVariable({ name: "event", schema: { id: "string", type: "string", occurredAt: "string" } })
  .registerVariable("data", "dyn")
  .registerVariable({
    name: "subscription",
    schema: { id: "string", name: "string", metadata: "map<string, string>" },
  });

/** What an expression is for: a `condition` results in true or false, a `key` in a text, a number, true or false. */
export type ExpressionKind = "condition" | "key";

/** `dyn` is the type of what comes from an event's data. */
const RESULTS: Record<ExpressionKind, { must: string; types: readonly string[] }> = {
  condition: { must: "must be true or false", types: ["bool", "dyn"] },
  key: { must: "must be a string, a number or a bool", types: ["string", "int", "double", "bool", "dyn"] },
};

/**
 * Compiles a CEL expression over `event`, `data` and `subscription`. Throws a `ConditionError` if the expression is too
 * long, isn't CEL, uses an unknown name, or can't result in a value of its kind.
 */
export function compileCondition(text: string, kind: ExpressionKind = "condition"): Condition {
  if (utf8.encode(text).length > MAX_CONDITION_BYTES) {
    throw new ConditionError(`must be at most ${MAX_CONDITION_BYTES} bytes`);
  }
  const parsed = parse(text);
  const called = callsIn(parsed.ast);
  const unknown = called.find(({ name }) => !isAvailable(name));
  if (unknown) throw new ConditionError(`the function ${unknown.name} is not available`, unknown.at);
  const { valid, type, error } = parsed.check();
  if (!valid) throw asConditionError(error);
  const { must, types } = RESULTS[kind];
  if (!types.includes(type ?? "dyn")) throw new ConditionError(`${must}, but is of type ${type}`, 0);
  return {
    run: (input) => parsed({ event: input.event, data: input.data, subscription: input.subscription }),
    slow: called.some(({ name }) => isSlow(name)),
  };
}

/** Compiles an expression, or returns the reason why it can't be used. */
export function compileOrError(text: string, kind: ExpressionKind): Condition | ConditionError {
  try {
    return compileCondition(text, kind);
  } catch (error) {
    return error instanceof ConditionError ? error : new ConditionError("can't be read");
  }
}

/**
 * Checks an expression before it is saved. Throws a `ConditionError` if it doesn't compile, or contains a regular
 * expression that doesn't, or a number that can't be compared exactly. An expression that was saved earlier may still
 * have them: it fails only where they are needed.
 */
export function checkCondition(text: string, kind?: ExpressionKind): void {
  compileCondition(text, kind);
  const { ast } = parse(text);
  for (const { message, at } of numberProblems(ast)) throw new ConditionError(message, at);
  for (const { pattern, at } of patternsIn(ast)) {
    const problem = patternProblem(pattern);
    if (problem) throw new ConditionError(problem, at);
  }
}

function patternProblem(pattern: string): string | undefined {
  try {
    RegExp(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function parse(text: string) {
  try {
    return environment.parse(text);
  } catch (error) {
    throw asConditionError(error);
  }
}

function asConditionError(error: unknown): ConditionError {
  const { summary, range } = error as { summary?: string; range?: { start: number } };
  return new ConditionError(summary ?? "can't be read", range?.start);
}
