import type { RowCondition } from "./log-page.ts";

/** That an attribute has one of these values; true when there is nothing to ask. */
export function oneOf(attribute: string, values: readonly string[] | undefined): RowCondition | undefined {
  if (!values) return undefined;
  const names = values.map((_, n) => `:${attribute}${n}`);
  return {
    text: `#${attribute} IN (${names.join(", ")})`,
    names: { [`#${attribute}`]: attribute },
    values: Object.fromEntries(values.map((value, n) => [`:${attribute}${n}`, value])),
  };
}

/** All of some conditions, those that there are. */
export function allOf(conditions: (RowCondition | undefined)[]): RowCondition | undefined {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return undefined;
  return {
    text: given.map(({ text }) => text).join(" AND "),
    names: Object.assign({}, ...given.map(({ names }) => names)),
    values: Object.assign({}, ...given.map(({ values }) => values)),
  };
}
