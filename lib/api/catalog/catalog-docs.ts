import * as z from "zod";
import { pageSchema } from "../http/pages.ts";
import { GONE, instant, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { BodyDescription, FieldNotes, Resource } from "../openapi/operation.ts";
import { derivedTypePatch, derivedTypeSchema, eventTypePatch, eventTypeSchema } from "./catalog-schemas.ts";

const times = { createdAt: instant("When it was made."), updatedAt: instant("When it was last changed.") };

const eventType = z
  .strictObject({
    name: z.string(),
    description: z.string().optional(),
    group: z.string().optional(),
    deprecated: z.boolean(),
    enforce: z.boolean(),
    schema: z.unknown().optional().describe("The JSON Schema of an event's data."),
    example: z.unknown().optional().describe("Data of such an event."),
    ...times,
  })
  .meta({ id: "EventType", description: "What the operator says of a type of events." });

const derivedType = z
  .strictObject({ name: z.string(), description: z.string().optional(), from: z.string(), when: z.string(), ...times })
  .meta({ id: "DerivedType", description: "A type that events of another type have too when they meet a condition." });

const EVENT_TYPE_NOTES: FieldNotes = {
  description: "For people.",
  schema: "A JSON Schema (2020-12) of the data, at most 32 KiB.",
  example: "Data of such an event, at most 64 KiB: test sends use it.",
  group: "For people.",
  enforce: "Events that do not fit the schema are refused.",
};

const DERIVED_TYPE_NOTES: FieldNotes = {
  description: "For people.",
  from: "The type of the events.",
  when: "A CEL expression over `event`, `data` and `subscription`.",
};

interface Kind {
  path: string;
  /** In an `operationId`. */
  id: string;
  plural: string;
  /** For people. */
  words: string;
  view: z.ZodType;
  fields: BodyDescription;
  change: BodyDescription;
}

const operationsOf = ({ path, id, plural, words, view, fields, change }: Kind): Resource["operations"] => ({
  [`POST ${path}`]: {
    id: `create${id}`,
    summary: `Make ${words}`,
    access: "admin",
    onceOnly: true,
    body: fields,
    answers: { 201: { description: "It is made.", schema: view } },
    refusals: { 409: "There is one with this name." },
  },
  [`GET ${path}`]: {
    id: `list${plural}`,
    summary: `List the ${words.split(" ").slice(1).join(" ")}s`,
    text: "By name.",
    access: "adminOrReads",
    query: { schema: pageSchema, notes: PAGE_NOTES },
    answers: { 200: { description: "A page of them.", schema: pageOf(`${id}Page`, view) } },
  },
  [`GET ${path}/{id}`]: {
    id: `read${id}`,
    summary: `Read ${words}`,
    text: "The `{id}` is its name.",
    access: "adminOrReads",
    answers: { 200: { description: "As it is set.", schema: view } },
  },
  [`PATCH ${path}/{id}`]: {
    id: `update${id}`,
    summary: `Change ${words}`,
    text: "Fields that are left out stay as they are; null clears those that may be absent.",
    access: "admin",
    body: change,
    answers: { 200: { description: "As it is set now.", schema: view } },
    refusals: { 409: "Others are changing it: try again." },
  },
  [`DELETE ${path}/{id}`]: {
    id: `delete${id}`,
    summary: `Delete ${words}`,
    access: "admin",
    answers: { 204: GONE },
  },
});

const eventTypes: Kind = {
  path: "/api/v1/event-types",
  id: "EventType",
  plural: "EventTypes",
  words: "an event type",
  view: eventType,
  fields: {
    name: "EventTypeFields",
    schema: eventTypeSchema,
    notes: EVENT_TYPE_NOTES,
    example: {
      name: "invoice.paid",
      description: "An invoice was paid in full.",
      schema: { type: "object", required: ["invoice"] },
      example: { invoice: "in_1001", amount: 4900 },
      enforce: true,
    },
  },
  change: {
    name: "EventTypeChange",
    schema: eventTypePatch,
    notes: EVENT_TYPE_NOTES,
    example: { deprecated: true },
  },
};

const derivedTypes: Kind = {
  path: "/api/v1/derived-types",
  id: "DerivedType",
  plural: "DerivedTypes",
  words: "a derived type",
  view: derivedType,
  fields: {
    name: "DerivedTypeFields",
    schema: derivedTypeSchema,
    notes: DERIVED_TYPE_NOTES,
    example: { name: "invoice.large", from: "invoice.paid", when: "data.amount > 100000" },
  },
  change: {
    name: "DerivedTypeChange",
    schema: derivedTypePatch,
    notes: DERIVED_TYPE_NOTES,
    example: { when: "data.amount > 200000" },
  },
};

/** What the operator says of events, to all tenants. */
export const catalog: Resource = {
  tag: "Catalog",
  text: "The types of events: the operator's, for all tenants.",
  operations: { ...operationsOf(eventTypes), ...operationsOf(derivedTypes) },
};
