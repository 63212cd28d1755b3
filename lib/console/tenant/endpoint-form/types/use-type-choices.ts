import { useQuery } from "@tanstack/react-query";
import { type CatalogTypes, catalogQuery } from "../../catalog/use-catalog.ts";
import { useTenant } from "../../tenant-context.ts";
import type { TypeChoice } from "./type-tree.ts";

/** All event types and derived types of the catalog, sorted by name. Posthorn's own come last. */
export const useTypeChoices = () => useQuery({ ...catalogQuery(useTenant()), select: choicesIn });

function choicesIn({ types, derived }: CatalogTypes): TypeChoice[] {
  const choices = distinct([...derived, ...types]).sort((one, other) => one.name.localeCompare(other.name));
  return [...choices.filter(({ builtIn }) => !builtIn), ...choices.filter(({ builtIn }) => builtIn)];
}

/** A type has one entry, also if a derived type was given the name of an event type. */
const distinct = (choices: readonly TypeChoice[]): TypeChoice[] => [
  ...new Map(choices.map((choice) => [choice.name, choice])).values(),
];
