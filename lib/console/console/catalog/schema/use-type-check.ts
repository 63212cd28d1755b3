import { useMemo, useState } from "react";
import { EVENT_TYPE } from "../../../../core/matching/event-types.ts";
import { isJson } from "../../../client/is-json.ts";
import { isJsonOrEmpty } from "../../../components/editor/json-problem-in.ts";
import type { TypeFields } from "../type-fields.ts";
import { useRecentEvents } from "./use-recent-events.ts";
import { useSchemaCheck } from "./use-schema-check.ts";

/** What is known about a type's schema, its examples, and recent events. */
export function useTypeCheck({ name, schema, example }: TypeFields) {
  const [tenantId, setTenantId] = useState("");
  const recent = useRecentEvents(name, tenantId);
  const events = recent.data?.events;
  const own = useMemo(() => examplesIn(schema), [schema]);
  const values = useMemo(
    () => [...(isJson(example) ? [example] : []), ...own, ...(events ?? []).map(({ data }) => data)],
    [example, own, events],
  );
  const check = useSchemaCheck(isJsonOrEmpty(schema) ? schema : undefined, values);
  const [first, second] = [isJson(example) ? 1 : 0, own.length];
  const results = check.values.slice(first + second);
  const unfit = results.filter(({ problems }) => problems.length > 0).length;
  return {
    ...{ recent, mayAsk: EVENT_TYPE.test(name), tenantId, setTenantId, check, results, unfit },
    example: first === 1 ? check.values[0] : undefined,
    own: check.values.slice(first, first + second),
  };
}

export type TypeCheck = ReturnType<typeof useTypeCheck>;

/** The values of the schema's keyword `examples`, as JSON texts. */
function examplesIn(schema: string): string[] {
  if (!isJson(schema)) return [];
  const parsed: unknown = JSON.parse(schema);
  const isObject = typeof parsed === "object" && parsed !== null && "examples" in parsed;
  return isObject && Array.isArray(parsed.examples) ? parsed.examples.map((value) => JSON.stringify(value)) : [];
}
