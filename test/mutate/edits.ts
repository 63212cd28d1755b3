import { nodeIn, nodesIn, type SyntaxNode } from "./syntax.ts";

export interface Edit {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

type Edits = (node: SyntaxNode, source: string) => Edit[];

/** Every edit of a node itself. Edits of the nodes in it are theirs. */
export const edits: Edits = (node, source) => EDITS_BY_TYPE[node.type]?.(node, source) ?? [];

const OPERATORS: Record<string, readonly [kind: string, operator: string]> = {
  "<": ["border", "<="],
  "<=": ["border", "<"],
  ">": ["border", ">="],
  ">=": ["border", ">"],
  "===": ["equality", "!=="],
  "!==": ["equality", "==="],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
  "&&": ["logic", "||"],
  "||": ["logic", "&&"],
  "+=": ["arithmetic", "-="],
  "-=": ["arithmetic", "+="],
};

const operator: Edits = (node, source) => {
  const other = OPERATORS[String(node.operator)];
  if (other === undefined) return [];
  const start = source.indexOf(String(node.operator), nodeIn(node, "left").end);
  return [{ kind: other[0], start, end: start + String(node.operator).length, after: other[1] }];
};

const whole = (kind: string, { start, end }: SyntaxNode, after: string): Edit => ({ kind, start, end, after });
const textOf = ({ start, end }: SyntaxNode, source: string): string => source.slice(start, end);

const logical: Edits = (node, source) =>
  node.operator === "??"
    ? ["left", "right"].map((side) => whole("default", node, textOf(nodeIn(node, side), source)))
    : operator(node, source);

const condition: Edits = (node, source) => {
  const test = nodeIn(node, "test");
  return [`!(${textOf(test, source)})`, "true", "false"].map((after) => whole("condition", test, after));
};

/** A loop that never ends tells nothing, so that its condition never becomes `true`. */
const loop: Edits = (node, source) =>
  node.test ? condition(node, source).filter(({ after }) => after === "false") : [];

const negation: Edits = (node, source) =>
  node.operator === "!" ? [whole("condition", node, textOf(nodeIn(node, "argument"), source))] : [];

const literal: Edits = (node) => {
  const { value } = node;
  if (typeof value === "string" && value !== "") return [whole("string", node, '""')];
  if (typeof value === "number") return [whole("number", node, String(value + 1))];
  if (typeof value === "boolean") return [whole("boolean", node, String(!value))];
  return typeof value === "bigint" ? [whole("number", node, `${value + 1n}n`)] : [];
};

const statement: Edits = (node, source) =>
  /^(await |void )?[\w.?!]+\(/.test(textOf(node, source)) ? [whole("call", node, ";")] : [];

const DROPPED_METHODS = [
  "catch",
  "sort",
  "toSorted",
  "reverse",
  "toReversed",
  "filter",
  "slice",
  "trim",
  "toLowerCase",
];

const call: Edits = (node, source) => {
  const callee = nodeIn(node, "callee");
  const dropped =
    callee.type === "MemberExpression" && DROPPED_METHODS.includes(String(nodeIn(callee, "property").name));
  return [
    ...(dropped ? [whole("method", node, textOf(nodeIn(callee, "object"), source))] : []),
    ...chain(node, source, callee.end, "("),
  ];
};

const member: Edits = (node, source) =>
  chain(node, source, nodeIn(node, "object").end, node.computed ? "[" : nodeIn(node, "property").name);

/** `a?.b` becomes `a.b`, `a?.[0]` becomes `a[0]` and `a?.()` becomes `a()`. */
function chain(node: SyntaxNode, source: string, from: number, next: unknown): Edit[] {
  if (!node.optional) return [];
  const start = source.indexOf("?.", from);
  return [{ kind: "chain", start, end: start + 2, after: next === "[" || next === "(" ? "" : "." }];
}

/** `return undefined;` and `return;` are the same. */
const returned: Edits = (node, source) =>
  node.argument && textOf(nodeIn(node, "argument"), source) !== "undefined" ? [whole("return", node, "return;")] : [];

const members =
  (field: string, kind: string): Edits =>
  (node, source) =>
    nodesIn(node, field).map((one) => ({
      kind: one.type === "SpreadElement" ? "spread" : kind,
      start: one.start,
      end: one.end + (/^\s*,/.exec(source.slice(one.end))?.[0].length ?? 0),
      after: "",
    }));

const EDITS_BY_TYPE: Record<string, Edits> = {
  BinaryExpression: operator,
  AssignmentExpression: operator,
  LogicalExpression: logical,
  IfStatement: condition,
  ConditionalExpression: condition,
  WhileStatement: loop,
  ForStatement: loop,
  UnaryExpression: negation,
  Literal: literal,
  TemplateLiteral: (node) => [whole("string", node, '""')],
  ExpressionStatement: statement,
  CallExpression: call,
  MemberExpression: member,
  ReturnStatement: returned,
  ObjectExpression: members("properties", "property"),
  ArrayExpression: members("elements", "element"),
};
