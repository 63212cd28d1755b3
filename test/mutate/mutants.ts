import { edits } from "./edits.ts";
import { childrenOf, nodeIn, parse, type SyntaxNode } from "./syntax.ts";

/** A change of the source that should break something: the characters from `start` to `end` become `after`. */
export interface Mutant {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export function mutantsOf(source: string): Mutant[] {
  return mutableNodes(parse(source))
    .flatMap((node) => edits(node, source))
    .map((edit) => ({
      ...edit,
      line: source.slice(0, edit.start).split("\n").length,
      before: source.slice(edit.start, edit.end),
    }));
}

export const mutated = (source: string, { start, end, after }: Pick<Mutant, "start" | "end" | "after">): string =>
  source.slice(0, start) + after + source.slice(end);

/** Expressions that only the type checker reads around the value in them. */
const TYPED_VALUES = ["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"];

const LOG_METHODS = ["debug", "info", "warn", "error"];

/** Every node that runs, without types, imports, names of fields, and texts that only a developer reads. */
function mutableNodes(node: SyntaxNode): SyntaxNode[] {
  return [node, ...mutableChildren(node).flatMap(mutableNodes)];
}

function mutableChildren(node: SyntaxNode): SyntaxNode[] {
  if (TYPED_VALUES.includes(node.type)) return [nodeIn(node, "expression")];
  if (node.type.startsWith("TS") || node.type.startsWith("Import") || node.source) return [];
  const ignored = ignoredOf(node);
  return childrenOf(node).filter((child) => !ignored.includes(child));
}

function ignoredOf(node: SyntaxNode): unknown[] {
  if ((node.type === "Property" || node.type === "PropertyDefinition") && !node.computed) return [node.key];
  if (node.type === "TaggedTemplateExpression") return [node.quasi];
  return isForDevelopers(node) ? (node.arguments as SyntaxNode[]).filter(isText) : [];
}

const isText = ({ type }: SyntaxNode): boolean => type === "Literal" || type === "TemplateLiteral";

function isForDevelopers(node: SyntaxNode): boolean {
  if (node.type === "NewExpression") return nodeIn(node, "callee").name === "Error";
  if (node.type !== "CallExpression" || nodeIn(node, "callee").type !== "MemberExpression") return false;
  return LOG_METHODS.includes(String(nodeIn(nodeIn(node, "callee"), "property").name));
}
