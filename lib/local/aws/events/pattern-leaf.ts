/** A test of one value of a field, or of the field's absence (`exists: false`). */
export interface LeafTest {
  /** Whether a value passes. */
  value: (value: unknown) => boolean;
  /** Whether the test passes when the field has no value. */
  absent: boolean;
}

/** A field matches when any of its values passes any of the tests. */
export function fieldTest(values: unknown[], tests: LeafTest[]): boolean {
  // An object is not a leaf, so no test sees it.
  const leaves = values.filter((value) => typeof value !== "object" || value === null);
  if (leaves.length === 0) return tests.some(({ absent }) => absent);
  return leaves.some((leaf) => tests.some(({ value }) => value(leaf)));
}

/** Compiles one entry of a field's list. Throws on a form that is not supported. */
export function leafTest(entry: unknown, path: string): LeafTest {
  if (typeof entry !== "object" || entry === null) return present((value) => value === entry);
  const [operator, ...others] = Object.entries(entry);
  if (!operator || others.length > 0)
    throw new Error(`${path}: an entry has exactly one comparison, unlike ${JSON.stringify(entry)}`);
  const [name, operand] = operator;
  if (name === "exists") return existsTest(operand, path);
  if (name === "anything-but") return present(not(anyOf(operand, path)));
  if (name === "numeric") return present(numericTest(operand, path));
  return present(textTest(name, operand, path));
}

const present = (value: LeafTest["value"]): LeafTest => ({ value, absent: false });

const not =
  (test: LeafTest["value"]): LeafTest["value"] =>
  (value) =>
    !test(value);

function existsTest(operand: unknown, path: string): LeafTest {
  if (typeof operand !== "boolean") throw unknown("exists", operand, path);
  return { value: () => operand, absent: !operand };
}

/** Compiles the operand of `anything-but`: a value, a list of values, or a string comparison. */
function anyOf(operand: unknown, path: string): LeafTest["value"] {
  if (typeof operand === "string" || typeof operand === "number") return (value) => value === operand;
  if (Array.isArray(operand) && operand.every((one) => typeof one === "string" || typeof one === "number")) {
    return (value) => operand.includes(value as string | number);
  }
  const [comparison, ...others] = Object.entries(Object(operand));
  if (Array.isArray(operand) || !comparison || others.length > 0) throw unknown("anything-but", operand, path);
  return textTest(comparison[0], comparison[1], path);
}

const TEXT_TESTS: Record<string, (operand: string) => (text: string) => boolean> = {
  prefix: (operand) => (text) => text.startsWith(operand),
  suffix: (operand) => (text) => text.endsWith(operand),
  "equals-ignore-case": (operand) => (text) => text.toLowerCase() === operand.toLowerCase(),
  wildcard: (operand) => {
    const parts = operand.split("*").map((part) => part.replace(/[\\^$.+?|()[\]{}]/g, "\\$&"));
    const expression = new RegExp(`^${parts.join(".*")}$`, "s");
    return (text) => expression.test(text);
  },
};

function textTest(name: string, operand: unknown, path: string): LeafTest["value"] {
  const create = Object.hasOwn(TEXT_TESTS, name) ? TEXT_TESTS[name] : undefined;
  if (!create || typeof operand !== "string" || (name === "wildcard" && operand.includes("\\"))) {
    throw unknown(name, operand, path);
  }
  const test = create(operand);
  return (value) => typeof value === "string" && test(value);
}

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** Compiles one or two pairs of a comparison and a bound, such as `[">", 0, "<=", 5]`. All pairs must hold. */
function numericTest(operand: unknown, path: string): LeafTest["value"] {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4))
    throw unknown("numeric", operand, path);
  const pairs = operand.length === 2 ? [operand] : [operand.slice(0, 2), operand.slice(2)];
  const tests = pairs.map(([symbol, bound]) => {
    const compare = COMPARISONS[symbol];
    if (!compare || typeof bound !== "number") throw unknown("numeric", operand, path);
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

const unknown = (name: string, operand: unknown, path: string): Error =>
  new Error(`${path}: the twin does not support ${JSON.stringify({ [name]: operand })}`);
