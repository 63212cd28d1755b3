/** Fields that an operator sets on an event type. They apply to all tenants. */
export interface EventType {
  kind: "event-type";
  name: string;
  description?: string;
  /** The JSON Schema (draft 2020-12) of the events' data, as JSON text. */
  schema?: string;
  /** Example data of an event of this type, as JSON text. */
  example?: string;
  group?: string;
  deprecated: boolean;
  /** Whether Posthorn rejects events whose data is not valid against the schema. */
  enforce: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A type that events of another type also have if they meet a condition. */
export interface DerivedType {
  kind: "derived-type";
  name: string;
  description?: string;
  /** The type that this one is derived from. */
  from: string;
  /** A CEL expression over `event`, `data` and `subscription`. */
  when: string;
  createdAt: string;
  updatedAt: string;
}

/** An entry of the operator's catalog. */
export type CatalogEntry = EventType | DerivedType;
