import type { $ZodType } from "zod/v4/core";
import { endpoints } from "../http/endpoint.ts";
import {
  derivedTypePatch,
  derivedTypeSchema,
  entryListSchema,
  entryNameSchema,
  eventTypePatch,
  eventTypeSchema,
} from "./catalog-schemas.ts";

/** The endpoints of one kind of catalog entries. */
const entryRoutes = <P extends `/${string}`, S extends $ZodType, C extends $ZodType>(path: P, fields: S, change: C) =>
  endpoints({
    create: {
      route: `POST ${path}`,
      access: "operatorChanges",
      onceOnly: true,
      body: { schema: fields },
      answers: [201],
      refusals: [409],
    },
    list: {
      route: `GET ${path}`,
      access: "adminOrReads",
      capabilities: ["view"],
      query: entryListSchema,
      answers: [200],
    },
    read: { route: `GET ${path}/{id}`, access: "adminOrReads", capabilities: ["view"], answers: [200] },
    update: {
      route: `PATCH ${path}/{id}`,
      access: "operatorChanges",
      body: { schema: change },
      answers: [200],
      refusals: [409],
    },
    remove: { route: `DELETE ${path}/{id}`, access: "operatorChanges", answers: [204] },
    updateByName: {
      route: `PATCH ${path}`,
      access: "operatorChanges",
      query: entryNameSchema,
      body: { schema: change },
      answers: [200],
      refusals: [404, 409],
    },
    removeByName: {
      route: `DELETE ${path}`,
      access: "operatorChanges",
      query: entryNameSchema,
      answers: [204],
      refusals: [404],
    },
  });

const eventTypes = entryRoutes("/api/v1/event-types", eventTypeSchema, eventTypePatch);
const derivedTypes = entryRoutes("/api/v1/derived-types", derivedTypeSchema, derivedTypePatch);

export const eventTypeRoutes = endpoints({
  createEventType: eventTypes.create,
  listEventTypes: eventTypes.list,
  readEventType: eventTypes.read,
  updateEventType: eventTypes.update,
  // A built-in type stays.
  deleteEventType: { ...eventTypes.remove, refusals: [409] },
  updateEventTypeByName: eventTypes.updateByName,
  deleteEventTypeByName: { ...eventTypes.removeByName, refusals: [404, 409] },
});

export const derivedTypeRoutes = endpoints({
  createDerivedType: derivedTypes.create,
  listDerivedTypes: derivedTypes.list,
  readDerivedType: derivedTypes.read,
  updateDerivedType: derivedTypes.update,
  deleteDerivedType: derivedTypes.remove,
  updateDerivedTypeByName: derivedTypes.updateByName,
  deleteDerivedTypeByName: derivedTypes.removeByName,
});
