import { useQuery } from "@tanstack/react-query";
import { indentedJson } from "../../../client/indented-json.ts";
import { type CatalogType, catalogQuery } from "../../catalog/use-catalog.ts";
import { useTenant } from "../../tenant-context.ts";

/** The catalog's types that producers send. Only Posthorn sends its own. */
export function useSentTypes(): readonly CatalogType[] {
  const { data } = useQuery(catalogQuery(useTenant()));
  return data?.types.filter(({ builtIn }) => !builtIn) ?? [];
}

/** The example of a type as JSON text. Empty if the catalog has none. */
export function exampleOf(types: readonly CatalogType[], type: string): string {
  return indentedJson(types.find(({ name }) => name === type)?.exampleText ?? "");
}
