import type { ASTNode } from "@marcbachmann/cel-js";

/** A call of a function in an expression. `at` is the place of the function's name, as an offset from 0. */
export interface CelCall {
  name: string;
  at: number;
}

/** The calls in a part of an expression's syntax tree. */
export function callsIn(part: unknown): CelCall[] {
  if (Array.isArray(part)) return part.flatMap(callsIn);
  if (!isNode(part)) return [];
  const inner = callsIn(part.args);
  if (part.op !== "call" && part.op !== "rcall") return inner;
  const name = String(part.args[0]);
  // The node of a method call starts at the method's receiver, so the name comes after the receiver's end.
  const receiver = part.op === "rcall" ? part.args[1] : undefined;
  return [{ name, at: receiver ? part.input.indexOf(name, receiver.end) : part.pos }, ...inner];
}

const isNode = (part: unknown): part is ASTNode => typeof part === "object" && part !== null && "op" in part;
