import { TTL_ATTRIBUTE } from "../table.ts";
import type { TableAccess } from "./table-access.ts";

/** A condition on a row, with the names and values that its expression uses. */
export interface RowCondition {
  text: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** The attribute has one of these values. Undefined, which means no condition, when there are no values to compare. */
export function oneOf(attribute: string, values: readonly string[] | undefined): RowCondition | undefined {
  if (!values) return undefined;
  const names = values.map((_, n) => `:${attribute}${n}`);
  return {
    text: `#${attribute} IN (${names.join(", ")})`,
    names: { [`#${attribute}`]: attribute },
    values: Object.fromEntries(values.map((value, n) => [`:${attribute}${n}`, value])),
  };
}

/** The row has the attribute. */
export const has = (attribute: string): RowCondition => ({
  text: `attribute_exists(#${attribute})`,
  names: { [`#${attribute}`]: attribute },
  values: {},
});

/** The row doesn't have the attribute. */
export const hasNo = (attribute: string): RowCondition => ({
  text: `attribute_not_exists(#${attribute})`,
  names: { [`#${attribute}`]: attribute },
  values: {},
});

/** The attribute has this value; undefined means that the row doesn't have it. */
export const isStill = (attribute: string, value: unknown): RowCondition =>
  value === undefined ? hasNo(attribute) : compares(attribute, "=", value);

/** The attribute doesn't have this value. */
export const isNot = (attribute: string, value: unknown): RowCondition => ({
  text: `(attribute_not_exists(#${attribute}) OR #${attribute} <> :${attribute}Known)`,
  names: { [`#${attribute}`]: attribute },
  values: { [`:${attribute}Known`]: value },
});

/** The attribute compares so with the value. It doesn't if the row has no such attribute. */
export const compares = (attribute: string, operator: "=" | ">" | ">=", value: unknown): RowCondition => ({
  text: `#${attribute} ${operator} :${attribute}Known`,
  names: { [`#${attribute}`]: attribute },
  values: { [`:${attribute}Known`]: value },
});

/** All of the conditions hold. Skips undefined ones. */
export function allOf(conditions: (RowCondition | undefined)[]): RowCondition | undefined {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return undefined;
  return {
    text: given.map(({ text }) => text).join(" AND "),
    names: Object.assign({}, ...given.map(({ names }) => names)),
    values: Object.assign({}, ...given.map(({ values }) => values)),
  };
}

/** The row doesn't exist, or has expired. DynamoDB may keep an expired row for some days, but reads ignore it. */
export const absent = ({ now }: TableAccess) => ({
  text: `(attribute_not_exists(pk) OR ${TTL_ATTRIBUTE} <= :nowSeconds)`,
  values: { ":nowSeconds": Math.floor(now() / 1000) },
});
