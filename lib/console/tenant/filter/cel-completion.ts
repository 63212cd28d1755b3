import { EVENT_FIELDS, FUNCTIONS, LIST_METHODS, SUBSCRIPTION_FIELDS, TEXT_METHODS, TIME_METHODS } from "./cel-names.ts";
import { type CelPath, pathAtEnd, resolved } from "./cel-path.ts";
import { type DataShape, knownMembers, knownTexts, stepInto, typeIn } from "./data-shape.ts";

/** What an expression may go on with. */
export interface Suggestion {
  label: string;
  kind: "variable" | "field" | "function" | "value";
  /** The type of a field. */
  detail?: string;
  info?: string;
  /** The text to insert, if it isn't the label. */
  insert?: string;
  /** The text to insert replaces the dot before it too: `data["content-type"]`. */
  overDot?: true;
}

/** What the expression is about. */
export interface FilterScope {
  data: DataShape;
  /** The event types that the endpoint gets. */
  types: readonly string[];
  metadata: Readonly<Record<string, string>>;
}

/** Suggestions for the text from an offset to the cursor. */
export interface Suggestions {
  from: number;
  options: Suggestion[];
}

const AFTER_DOT = /^([\s\S]*[\w\])"'])\s*\.\s*(\w*)$/;
const IN_TEXT = /^([\s\S]*?)\s*(?:==|!=)\s*(["'])([^"'\\\n]*)$/;
const NAME = /(?<![\w.])[A-Za-z_]\w*$/;

/** How an expression may go on after `before`, the text before the cursor. Undefined: in no way that is known. */
export function suggestionsFor(before: string, scope: FilterScope): Suggestions | undefined {
  const [, compared = "", , typed = ""] = isInText(before) ? (IN_TEXT.exec(before) ?? []) : [];
  if (compared) return { from: before.length - typed.length, options: valuesOf(pathBefore(compared), scope) };
  if (isInText(before)) return undefined;
  const [, receiver, name = ""] = AFTER_DOT.exec(before) ?? [];
  if (receiver !== undefined) return { from: before.length - name.length, options: after(receiver, scope) };
  const word = NAME.exec(before)?.[0] ?? "";
  if (word === "" && /[\w.\])"']$/.test(before)) return undefined;
  return { from: before.length - word.length, options: [...variablesIn(before), ...calls(FUNCTIONS)] };
}

/** Whether the cursor is inside a text: an odd number of quotes of one kind comes before it. */
function isInText(before: string): boolean {
  const outside = before.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, "");
  return /["']/.test(outside);
}

function pathBefore(text: string): CelPath | undefined {
  const path = pathAtEnd(text);
  return path && resolved(path, text);
}

const VARIABLES = ["data", "event", "subscription"];

/** The variables of a condition, and those of the macros before the cursor. */
function variablesIn(before: string): Suggestion[] {
  const own = [...before.matchAll(/\.\s*(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,/g)];
  const names = new Set([...own.map(([, name = ""]) => name).reverse(), ...VARIABLES]);
  return [...names].map((label) => ({ label, kind: "variable" }));
}

function after(receiver: string, scope: FilterScope): Suggestion[] {
  const path = pathBefore(receiver);
  if (!path) return /\)$/.test(receiver) ? calls(TIME_METHODS) : [];
  const [first] = path.steps;
  if (path.variable === "event") return first ? calls(TEXT_METHODS) : fields(EVENT_FIELDS);
  if (path.variable === "subscription") return afterSubscription(path, scope);
  return path.variable === "data" ? afterData(shapeAt(path, scope)) : [];
}

const shapeAt = ({ steps }: CelPath, { data }: FilterScope): DataShape => steps.reduce(stepInto, data);

function afterSubscription({ steps }: CelPath, { metadata }: FilterScope): Suggestion[] {
  const [first] = steps;
  if (!first) return fields(SUBSCRIPTION_FIELDS);
  const isMetadata = "member" in first && first.member === "metadata";
  return isMetadata && steps.length === 1
    ? Object.keys(metadata).map((name) => fieldOf({ name }))
    : calls(TEXT_METHODS);
}

function afterData(shape: DataShape): Suggestion[] {
  const type = typeIn(shape);
  if (type === "string") return calls(TEXT_METHODS);
  if (type === "array") return macros();
  const members = knownMembers(shape).map(fieldOf);
  return members.length > 0 || type !== "" ? members : [...calls(TEXT_METHODS), ...macros()];
}

function valuesOf(path: CelPath | undefined, scope: FilterScope): Suggestion[] {
  const [first] = path?.steps ?? [];
  const isType = path?.variable === "event" && first && "member" in first && first.member === "type";
  const texts = isType
    ? scope.types.filter((type) => !type.endsWith("*"))
    : path?.variable === "data"
      ? knownTexts(shapeAt(path, scope))
      : [];
  return texts.filter((value) => !/["'\\\n]/.test(value)).map((label) => ({ label, kind: "value" }));
}

const fields = (names: readonly string[]): Suggestion[] => names.map((name) => fieldOf({ name }));

/** A field. One whose name isn't a name of CEL goes in brackets. */
function fieldOf({ name, type = "", description = "" }: { name: string; type?: string; description?: string }) {
  const isName = /^[A-Za-z_]\w*$/.test(name);
  return {
    label: name,
    kind: "field",
    detail: type,
    ...(description && { info: description }),
    ...(!isName && { insert: `[${JSON.stringify(name)}]`, overDot: true }),
  } satisfies Suggestion;
}

const calls = (names: readonly string[]): Suggestion[] =>
  names.map((label) => ({ label, kind: "function", insert: `${label}(` }));

/** Macros, with a name for an element. */
const macros = (): Suggestion[] =>
  LIST_METHODS.map((label) => ({
    label,
    kind: "function",
    insert: label === "size" ? "size(" : `${label}(item, item`,
  }));
