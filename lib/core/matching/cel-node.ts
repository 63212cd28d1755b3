import type { ASTNode } from "@marcbachmann/cel-js";

/** Tells whether a part of a syntax tree is a node. Other parts are names, values and lists of nodes. */
export const isNode = (part: unknown): part is ASTNode => typeof part === "object" && part !== null && "op" in part;
