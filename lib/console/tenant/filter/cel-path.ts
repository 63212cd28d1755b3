import type { DataStep } from "./data-shape.ts";

/** A path in an expression, such as `data.items[0]` or `event`. */
export interface CelPath {
  /** The variable that it begins with. */
  variable: string;
  steps: readonly DataStep[];
}

/** One step of a path as it is written: `.name`, `["name"]` or `[0]`. */
const STEP = String.raw`\s*\.\s*[A-Za-z_]\w*|\s*\[\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+)\s*\]`;

const PATH_AT_END = new RegExp(String.raw`(?<![\w.\])])([A-Za-z_]\w*)((?:${STEP})*)$`);

/** A macro over a list, whose variable stands for an element: `data.items.exists(item, item.price > 10)`. */
const MACRO = new RegExp(
  String.raw`([A-Za-z_]\w*(?:${STEP})*?)\s*\.\s*(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,`,
  "g",
);

/** The path that a text ends with. Undefined if it ends with anything else. */
export function pathAtEnd(text: string): CelPath | undefined {
  const [, variable, steps = ""] = PATH_AT_END.exec(text) ?? [];
  return variable === undefined ? undefined : { variable, steps: stepsIn(steps) };
}

function stepsIn(text: string): DataStep[] {
  return [...text.matchAll(new RegExp(STEP, "g"))].map(([step]): DataStep => {
    const inner = step.trim().replace(/^\.\s*|^\[\s*|\s*\]$/g, "");
    if (/^\d/.test(inner)) return { element: true };
    return { member: /^["']/.test(inner) ? inner.slice(1, -1).replace(/\\(.)/g, "$1") : inner };
  });
}

/** A path without the variables of macros: `item.price` inside `data.items.exists(item, …` is a path into `data`. */
export function resolved(path: CelPath, before: string): CelPath {
  const macros = [...before.matchAll(MACRO)].reverse();
  let at = path;
  for (const [, list = "", variable] of macros) {
    const found = variable === at.variable ? pathAtEnd(list) : undefined;
    if (found) at = { variable: found.variable, steps: [...found.steps, { element: true }, ...at.steps] };
  }
  return at;
}
