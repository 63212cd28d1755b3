import type { $ZodType } from "zod/v4/core";

/**
 * Whose key an operation takes: `reads` a tenant's of role `read` or `manage`, `changes` of role `manage`,
 * `produces` of role `producer` or `manage`; `admin` the operator's; `adminOrReads` either; `none` no key at all.
 */
export type Access = "none" | "admin" | "reads" | "changes" | "produces" | "adminOrReads";

/** What is said of the fields of a schema that says no more than its form: a sentence, or JSON Schema to add. */
export type FieldNotes = Record<string, string | { description: string; [keyword: string]: unknown }>;

export interface BodyDescription {
  /** The schema's name in the document. */
  name: string;
  /** The one that checks requests. */
  schema: $ZodType;
  notes?: FieldNotes;
  example: unknown;
  /** It may be left out altogether. */
  optional?: true;
}

export interface AnswerDescription {
  description: string;
  /** Of the body; there is none without it, unless `text` says otherwise. */
  schema?: $ZodType;
  /** The content type of an answer that is not JSON. */
  text?: string;
  /** What its headers say, by lower-case name. */
  headers?: Record<string, string>;
  example?: unknown;
}

export interface HeaderDescription {
  description: string;
  required?: true;
  example?: string;
}

/** What the document says of one route. */
export interface OperationDescription {
  /** The document's `operationId`. */
  id: string;
  /** A few words. */
  summary: string;
  /** What a caller should know besides, in Markdown of paragraphs and `code`. */
  text?: string;
  access: Access;
  /** The schema that checks the query string. */
  query?: { schema: $ZodType; notes?: FieldNotes };
  headers?: Record<string, HeaderDescription>;
  body?: BodyDescription;
  /** Takes an `Idempotency-Key`. */
  onceOnly?: true;
  /** By status. */
  answers: Record<number, AnswerDescription>;
  /** Statuses with a problem, besides those that follow from the rest, and when they come. */
  refusals?: Record<number, string>;
}

/** Operations that a reader looks for in one place. */
export interface Resource {
  tag: string;
  text: string;
  /** By route, as in `lib/contract/routes.ts`. */
  operations: Record<string, OperationDescription>;
}

/** The parts of a route such as `GET /api/v1/events/{id}`. */
export function partsOf(route: string): { method: string; path: string; parameters: string[] } {
  const [method = "", path = ""] = route.split(" ");
  return { method, path, parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name) };
}
