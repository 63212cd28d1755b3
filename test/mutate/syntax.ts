import { parseSync } from "oxc-parser";

/** A node of the syntax tree, with its place in the source. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** The nodes below a node that are fields of it, without those in other nodes. */
export const childrenOf = (node: SyntaxNode): SyntaxNode[] => Object.values(node).flat().filter(isNode);

export const nodeIn = (node: SyntaxNode, field: string): SyntaxNode => {
  const value = node[field];
  if (!isNode(value)) throw new Error(`${node.type} has no ${field}`);
  return value;
};

export const nodesIn = (node: SyntaxNode, field: string): SyntaxNode[] => [node[field]].flat().filter(isNode);

export function parse(source: string): SyntaxNode {
  const { program, errors } = parseSync("source.ts", source);
  if (errors[0] !== undefined) throw new Error(errors[0].message);
  return program as unknown as SyntaxNode;
}
