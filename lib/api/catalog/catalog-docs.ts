import * as z from "zod";
import { conditionNote, DELETED, dateTime, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import type { FieldNotes } from "../openapi/operation-description.ts";
import { derivedTypeRoutes, eventTypeRoutes } from "./catalog-routes.ts";

const times = { createdAt: dateTime("When the type was created."), updatedAt: dateTime("When the type last changed.") };

const eventTypeShape = z
  .strictObject({
    name: z.string(),
    builtIn: z.boolean().describe("Posthorn itself sends events of this type. It can't be changed."),
    description: z.string().optional(),
    group: z.string().optional(),
    deprecated: z.boolean(),
    enforce: z.boolean(),
    schema: z.unknown().optional().describe("The JSON Schema of an event's data."),
    example: z.unknown().optional().describe("The data of an example event."),
    ...times,
  })
  .meta({ id: "EventType", description: "An event type, as the operator describes it, or a built-in one." });

const derivedTypeShape = z
  .strictObject({ name: z.string(), description: z.string().optional(), from: z.string(), when: z.string(), ...times })
  .meta({
    id: "DerivedType",
    description: "A type that events of another type also have if they meet a condition.",
  });

const EVENT_TYPE_NOTES: FieldNotes = {
  description: "Free text for people.",
  schema: "A JSON Schema (2020-12) of the data, at most 32 KiB, nested up to 512 levels.",
  example: "The data of an example event, at most 64 KiB, nested up to 512 levels. Test sends use it.",
  group: "Free text for people.",
  enforce: "Events whose data is not valid against the schema are rejected.",
};

const DERIVED_TYPE_NOTES: FieldNotes = {
  description: "Free text for people.",
  from: "The type that this one is derived from.",
  when: conditionNote("A CEL expression over `event`, `data` and `subscription`."),
};

const BY_NAME = "The `{id}` is the type's name.";
const PATCH = "Fields that you leave out stay unchanged. `null` clears an optional field.";
const LIST_NOTES = { ...PAGE_NOTES, name: "Only the type with this name." };
const IN_QUERY = "Takes the name from the query string, which can carry a name with a slash.";
const NAME_NOTES = { name: "The type's name." };
const ABSENT = { 404: "No type has this name." };
const TAKEN = { 409: "This name is already taken." };
const CHANGING = { 409: "Another request is changing this entry. Try again." };
const CHANGING_TYPE = { 409: "The type is built in, or another request is changing it. Then try again." };
const BUILT_IN = { 409: "The type is built in." };

export const catalogDocs = documented(
  { tag: "Catalog", text: "The operator's catalog of event types, for all tenants." },
  { ...eventTypeRoutes, ...derivedTypeRoutes },
  {
    createEventType: {
      summary: "Create an event type",
      text: "Names that begin with `posthorn.` are reserved.",
      body: {
        name: "EventTypeFields",
        notes: EVENT_TYPE_NOTES,
        example: {
          name: "invoice.paid",
          description: "An invoice was paid in full.",
          schema: { type: "object", required: ["invoice"] },
          example: { invoice: "in_1001", amount: 4900 },
          enforce: true,
        },
      },
      answers: { 201: { description: "Created.", schema: eventTypeShape } },
      refusals: TAKEN,
    },
    listEventTypes: {
      summary: "List event types",
      text: "Sorted by name. Those that begin with `posthorn.` are built in: Posthorn sends alerts with them to the tenant that they are about, and all of them to the tenant `_operator`.",
      query: LIST_NOTES,
      answers: { 200: { description: "A page of event types.", schema: pageOf("EventTypePage", eventTypeShape) } },
    },
    readEventType: {
      summary: "Read an event type",
      text: BY_NAME,
      answers: { 200: { description: "The event type.", schema: eventTypeShape } },
    },
    updateEventType: {
      summary: "Update an event type",
      text: PATCH,
      body: { name: "EventTypeChange", notes: EVENT_TYPE_NOTES, example: { deprecated: true } },
      answers: { 200: { description: "The event type after the change.", schema: eventTypeShape } },
      refusals: CHANGING_TYPE,
    },
    deleteEventType: { summary: "Delete an event type", answers: { 204: DELETED }, refusals: BUILT_IN },
    updateEventTypeByName: {
      summary: "Update an event type by its name",
      text: `${IN_QUERY} ${PATCH}`,
      query: NAME_NOTES,
      body: { name: "EventTypeChange", notes: EVENT_TYPE_NOTES, example: { deprecated: true } },
      answers: { 200: { description: "The type after the change.", schema: eventTypeShape } },
      refusals: { ...ABSENT, ...CHANGING_TYPE },
    },
    deleteEventTypeByName: {
      summary: "Delete an event type by its name",
      text: IN_QUERY,
      query: NAME_NOTES,
      answers: { 204: DELETED },
      refusals: { ...ABSENT, ...BUILT_IN },
    },
    createDerivedType: {
      summary: "Create a derived type",
      body: {
        name: "DerivedTypeFields",
        notes: DERIVED_TYPE_NOTES,
        example: { name: "invoice.large", from: "invoice.paid", when: "data.amount > 100000" },
      },
      answers: { 201: { description: "Created.", schema: derivedTypeShape } },
      refusals: TAKEN,
    },
    listDerivedTypes: {
      summary: "List derived types",
      text: "Sorted by name.",
      query: LIST_NOTES,
      answers: {
        200: { description: "A page of derived types.", schema: pageOf("DerivedTypePage", derivedTypeShape) },
      },
    },
    readDerivedType: {
      summary: "Read a derived type",
      text: BY_NAME,
      answers: { 200: { description: "The derived type.", schema: derivedTypeShape } },
    },
    updateDerivedType: {
      summary: "Update a derived type",
      text: PATCH,
      body: { name: "DerivedTypeChange", notes: DERIVED_TYPE_NOTES, example: { when: "data.amount > 200000" } },
      answers: { 200: { description: "The derived type after the change.", schema: derivedTypeShape } },
      refusals: CHANGING,
    },
    deleteDerivedType: { summary: "Delete a derived type", answers: { 204: DELETED } },
    updateDerivedTypeByName: {
      summary: "Update a derived type by its name",
      text: `${IN_QUERY} ${PATCH}`,
      query: NAME_NOTES,
      body: { name: "DerivedTypeChange", notes: DERIVED_TYPE_NOTES, example: { when: "data.amount > 200000" } },
      answers: { 200: { description: "The type after the change.", schema: derivedTypeShape } },
      refusals: { ...ABSENT, ...CHANGING },
    },
    deleteDerivedTypeByName: {
      summary: "Delete a derived type by its name",
      text: IN_QUERY,
      query: NAME_NOTES,
      answers: { 204: DELETED },
      refusals: ABSENT,
    },
  },
);
