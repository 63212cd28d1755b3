import type { AlertType } from "../../core/alerts/alert.ts";
import { alertExample, exampleFacts } from "../../core/alerts/alert-examples.ts";
import { OWN_TYPES } from "../../core/matching/event-types.ts";
import type { EventType } from "../../core/model/catalog-entry.ts";

/** The release that has them first. */
const AT = "2026-11-27T00:00:00.000Z";

export const alertTypeNames = (Object.keys(exampleFacts) as AlertType[]).sort();

/** A built-in type with an example only. A test send needs no more, and its function has little room for more. */
export const exampleType = (type: AlertType): EventType => ({
  kind: "event-type",
  name: `${OWN_TYPES}${type}`,
  example: JSON.stringify(alertExample(type)),
  deprecated: false,
  enforce: false,
  createdAt: AT,
  updatedAt: AT,
});
