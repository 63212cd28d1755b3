import type { ASTNode } from "@marcbachmann/cel-js";
import { exactInteger } from "../kit/exact-json.ts";
import { isNode } from "./cel-node.ts";

/** A number that would not compare exactly. `at` is its offset from 0. */
export interface NumberProblem {
  message: string;
  at: number;
}

/** Finds the numbers of an expression that would not compare exactly. */
export function numberProblems(part: unknown): NumberProblem[] {
  if (Array.isArray(part)) return part.flatMap(numberProblems);
  if (!isNode(part)) return [];
  return [...lossProblems(part), ...unsignedProblems(part), ...numberProblems(part.args)];
}

/** A double such as `9007199254740993.0` has become another number already when it is compared. */
function lossProblems(node: ASTNode): NumberProblem[] {
  if (node.op !== "value" || typeof node.args !== "number" || !Number.isInteger(node.args)) return [];
  const text = node.input.slice(node.start, node.end);
  const meant = exactInteger(text);
  if (meant === undefined || meant === BigInt(node.args)) return [];
  return [{ message: `the double ${text} is not exact: write the integer ${meant}`, at: node.start }];
}

/** cel-js compares an unsigned number with another kind of number by `==`, but not inside lists and maps. */
function unsignedProblems(node: ASTNode): NumberProblem[] {
  const compared = CONTAINING.has(node.op) ? [node.args].flat(2) : [];
  return compared.filter(isUnsigned).map(({ start }) => ({ message: UNSIGNED, at: start }));
}

const CONTAINING: ReadonlySet<string> = new Set(["list", "map", "in"]);

const UNSIGNED = "an unsigned number equals nothing in a list or map: write it without u";

function isUnsigned(part: unknown): part is ASTNode {
  if (!isNode(part)) return false;
  if (part.op === "call") return part.args[0] === "uint";
  return part.op === "value" && /^\w+u$/i.test(part.input.slice(part.start, part.end));
}
