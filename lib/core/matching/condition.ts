import { type ASTNode, Environment } from "@marcbachmann/cel-js";

/** Bytes of one expression. */
export const MAX_CONDITION_BYTES = 2048;

/** What an expression sees. All but `data` is text. */
export interface ConditionInput {
  event: { id: string; type: string; occurredAt: string };
  data: unknown;
  subscription: { id: string; name: string; metadata: Record<string, string> };
}

/** An expression that can be run. `slow` when its time depends on more than the size of its text and the data. */
export interface Condition {
  run(input: ConditionInput): unknown;
  slow: boolean;
}

/** Why an expression can't be used, and where in it (an offset from 0), if at some place. */
export class ConditionError extends Error {
  override name = "ConditionError";
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

const environment = new Environment({
  limits: { maxAstNodes: 250, maxDepth: 32, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 },
})
  .registerVariable({ name: "event", schema: { id: "string", type: "string", occurredAt: "string" } })
  .registerVariable("data", "dyn")
  .registerVariable({
    name: "subscription",
    schema: { id: "string", name: "string", metadata: "map<string, string>" },
  });

/** Quick with a little data: none takes more than the square of its length. */
const QUICK = [
  ...["has", "size", "startsWith", "endsWith", "contains", "lowerAscii", "upperAscii", "trim", "indexOf"],
  ...["lastIndexOf", "substring", "split", "bool", "int", "uint", "double", "string", "dyn", "type"],
  ...["timestamp", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek"],
  ...["getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds"],
];

/** They run something many times over: loops, and regular expressions, by which durations are read too. */
const SLOW = ["all", "exists", "exists_one", "filter", "map", "matches", "duration"];

/**
 * What else CEL offers is not among them because it can make a little data fill the memory (`bind` to double a
 * text again and again, `join`), which no limit of time prevents.
 */
const KNOWN: ReadonlySet<string> = new Set([...QUICK, ...SLOW]);

/**
 * Compiles a CEL expression over `event`, `data` and `subscription`. Throws a `ConditionError` for one that is
 * too long, no CEL, names what there is not, or can't be true or false.
 */
export function compileCondition(text: string): Condition {
  if (Buffer.byteLength(text) > MAX_CONDITION_BYTES) {
    throw new ConditionError(`must be at most ${MAX_CONDITION_BYTES} bytes`);
  }
  const parsed = orConditionError(() => environment.parse(text));
  const called = callsIn(parsed.ast);
  const unknown = called.find(({ name }) => !KNOWN.has(name));
  if (unknown) throw new ConditionError(`the function ${unknown.name} is not available`, unknown.at);
  const { valid, type, error } = parsed.check();
  if (!valid) throw asConditionError(error);
  if (type !== "bool" && type !== "dyn") throw new ConditionError(`must be true or false, and is a ${type}`, 0);
  return {
    run: (input) => parsed({ event: input.event, data: input.data, subscription: input.subscription }),
    slow: called.some(({ name }) => SLOW.includes(name)),
  };
}

interface Call {
  name: string;
  at: number;
}

/** The calls in an expression: a call's first argument is its function's name. */
function callsIn(part: unknown): Call[] {
  if (Array.isArray(part)) return part.flatMap(callsIn);
  if (!isNode(part)) return [];
  const inner = callsIn(part.args);
  if (part.op !== "call" && part.op !== "rcall") return inner;
  const name = String(part.args[0]);
  // A method's node begins where its receiver does.
  const receiver = part.op === "rcall" ? part.args[1] : undefined;
  return [{ name, at: receiver ? part.input.indexOf(name, receiver.end) : part.pos }, ...inner];
}

const isNode = (part: unknown): part is ASTNode => typeof part === "object" && part !== null && "op" in part;

function orConditionError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asConditionError(error);
  }
}

function asConditionError(error: unknown): ConditionError {
  const { summary, range } = error as { summary?: string; range?: { start: number } };
  return new ConditionError(summary ?? "can't be read", range?.start);
}
