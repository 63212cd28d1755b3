import { allOf, type RowCondition } from "./conditions.ts";

/** A change of a row's attributes. */
export interface RowChange {
  /** Undefined removes an attribute. */
  set?: Record<string, unknown>;
  /** Attributes that are set only if the row doesn't have them. */
  initial?: Record<string, unknown>;
  /** Numbers to add up, and sets of text to unite. Only for attributes that aren't set. */
  add?: Record<string, unknown>;
  conditions: readonly (RowCondition | undefined)[];
}

/** The expressions of an UpdateItem call that makes the change if all conditions hold. */
export function updateOf({ set = {}, initial = {}, add = {}, conditions }: RowChange) {
  const condition = allOf([...conditions]);
  const entries = Object.entries(set);
  const given = [...entries.filter(([, value]) => value !== undefined), ...Object.entries(initial)];
  const added = Object.entries(add);
  const names = [...entries.map(([name]) => name), ...Object.keys(initial), ...Object.keys(add)];
  const values = [...given, ...added].map(([name, value]) => [`:${name}`, value]);
  return {
    UpdateExpression: [
      ...clause(
        "SET",
        given.map(([name]) => `#${name} = ${name in initial ? orElse(name) : `:${name}`}`),
      ),
      ...clause(
        "REMOVE",
        entries.filter(([, value]) => value === undefined).map(([name]) => `#${name}`),
      ),
      ...clause(
        "ADD",
        added.map(([name]) => `#${name} :${name}`),
      ),
    ].join(" "),
    ...conditionOf(condition),
    ExpressionAttributeNames: { ...Object.fromEntries(names.map((name) => [`#${name}`, name])), ...condition?.names },
    ...valuesOf({ ...Object.fromEntries(values), ...condition?.values }),
  };
}

/** The condition of a DeleteItem call. */
export function deleteIf(conditions: readonly (RowCondition | undefined)[]) {
  const condition = allOf([...conditions]);
  return {
    ...conditionOf(condition),
    ExpressionAttributeNames: condition?.names,
    ...valuesOf(condition?.values ?? {}),
  };
}

const clause = (word: string, parts: readonly string[]): string[] =>
  parts.length > 0 ? [`${word} ${parts.join(", ")}`] : [];

const orElse = (name: string): string => `if_not_exists(#${name}, :${name})`;

const conditionOf = (condition: RowCondition | undefined) => condition && { ConditionExpression: condition.text };

/** DynamoDB refuses an empty map of values. */
const valuesOf = (values: Record<string, unknown>) =>
  Object.keys(values).length > 0 && { ExpressionAttributeValues: values };
