/** What the worker is asked: which event types an OpenAPI document describes. */
export interface OpenApiRequest {
  /** JSON or YAML. */
  text: string;
  /** The property of bodies that has the data; empty for the whole body. Undefined: the worker chooses. */
  property: string | undefined;
}

/** An event type of a document. The schema and the example are JSON texts. */
export interface ImportedType {
  name: string;
  description: string | undefined;
  group: string | undefined;
  deprecated: boolean;
  schemaText: string | undefined;
  exampleText: string | undefined;
  /** Why the type can't be imported: a few reasons, and how many more there are. Such a type has no texts. */
  errors: readonly string[];
  /** What was left out, or is doubtful. */
  warnings: readonly string[];
}

/** What the worker found. */
export interface OpenApiAnswer {
  /** Why there are no types. */
  problem?: string;
  types: readonly ImportedType[];
  property: string;
  /** Properties of bodies, with the number of the bodies that have them. */
  properties: readonly { name: string; count: number }[];
}
