import type { AlertType } from "../../core/alerts/alert.ts";
import { alertFields, alertTypes } from "../../core/alerts/alert-types.ts";
import type { EventType } from "../../core/model/catalog-entry.ts";
import { alertTypeNames, exampleType } from "./example-types.ts";

/** The types of events that Posthorn sends itself, sorted by name. They are in every catalog, and can't be changed. */
export const builtInTypes: readonly EventType[] = alertTypeNames.map((type) => ({
  ...exampleType(type),
  description: alertTypes[type].description,
  group: "Posthorn",
  schema: JSON.stringify(schemaOf(type)),
}));

/** Later releases may add fields. */
function schemaOf(type: AlertType) {
  const { facts, optional } = alertTypes[type];
  const absent: readonly string[] = ["url", "name", ...optional];
  const properties = { ...alertFields, ...facts };
  return { type: "object", properties, required: Object.keys(properties).filter((name) => !absent.includes(name)) };
}

export const isBuiltIn = (name: string): boolean => builtInTypes.some((type) => type.name === name);
