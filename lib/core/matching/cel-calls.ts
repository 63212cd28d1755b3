import type { ASTNode } from "@marcbachmann/cel-js";
import { isNode } from "./cel-node.ts";

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

/** The patterns of regular expressions that an expression contains as text. `at` is a pattern's offset from 0. */
export function patternsIn(part: unknown): { pattern: string; at: number }[] {
  if (Array.isArray(part)) return part.flatMap(patternsIn);
  if (!isNode(part)) return [];
  const inner = patternsIn(part.args);
  if (part.op !== "rcall" || part.args[0] !== "matches") return inner;
  const [argument] = part.args[2];
  const patterns = argument ? constantTexts(argument).map((pattern) => ({ pattern, at: argument.start })) : [];
  return [...patterns, ...inner];
}

/** The strings that a part may result in, as far as it is made of strings, `+` and `?:`. None if it depends on data. */
function constantTexts(node: ASTNode): string[] {
  if (node.op === "value") return typeof node.args === "string" ? [node.args] : [];
  if (node.op === "?:") return node.args.slice(1).flatMap(constantTexts);
  if (node.op !== "+") return [];
  const ends = constantTexts(node.args[1]);
  return constantTexts(node.args[0]).flatMap((start) => ends.map((end) => start + end));
}
