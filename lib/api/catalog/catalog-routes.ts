import type { $ZodType } from "zod/v4/core";
import { endpoints } from "../http/endpoint.ts";
import { pageSchema } from "../http/pages.ts";
import { derivedTypePatch, derivedTypeSchema, eventTypePatch, eventTypeSchema } from "./catalog-schemas.ts";

/** The endpoints of one kind of catalog entries. */
const entryRoutes = <P extends `/${string}`, S extends $ZodType, C extends $ZodType>(path: P, fields: S, change: C) =>
  endpoints({
    create: {
      route: `POST ${path}`,
      access: "admin",
      onceOnly: true,
      body: { schema: fields },
      answers: [201],
      refusals: [409],
    },
    list: { route: `GET ${path}`, access: "adminOrReads", query: pageSchema, answers: [200] },
    read: { route: `GET ${path}/{id}`, access: "adminOrReads", answers: [200] },
    update: {
      route: `PATCH ${path}/{id}`,
      access: "admin",
      body: { schema: change },
      answers: [200],
      refusals: [409],
    },
    remove: { route: `DELETE ${path}/{id}`, access: "admin", answers: [204] },
  });

const eventTypes = entryRoutes("/api/v1/event-types", eventTypeSchema, eventTypePatch);
const derivedTypes = entryRoutes("/api/v1/derived-types", derivedTypeSchema, derivedTypePatch);

export const eventTypeRoutes = endpoints({
  createEventType: eventTypes.create,
  listEventTypes: eventTypes.list,
  readEventType: eventTypes.read,
  updateEventType: eventTypes.update,
  deleteEventType: eventTypes.remove,
});

export const derivedTypeRoutes = endpoints({
  createDerivedType: derivedTypes.create,
  listDerivedTypes: derivedTypes.list,
  readDerivedType: derivedTypes.read,
  updateDerivedType: derivedTypes.update,
  deleteDerivedType: derivedTypes.remove,
});
