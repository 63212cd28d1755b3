import type { $ZodType } from "zod/v4/core";
import type { Capability } from "../../core/portal/capabilities.ts";
import type { Access } from "../http/endpoint.ts";

/** Notes on the fields of a schema: a sentence, or JSON Schema to add. */
export type FieldNotes = Record<string, string | { description: string; [keyword: string]: unknown }>;

export interface BodyDescription {
  /** The schema's name in the document. */
  name: string;
  schema: $ZodType;
  notes?: FieldNotes;
  /** Keywords that only code checks, such as `minProperties`. */
  keywords?: Record<string, unknown>;
  example: unknown;
  /** A request may leave out the body. */
  optional?: true;
}

export interface AnswerDescription {
  description: string;
  /** The schema of a JSON body. */
  schema?: $ZodType;
  /** The content type of a body that isn't JSON. */
  text?: string;
  /** Descriptions of headers, by lower-case name. */
  headers?: Record<string, string>;
  example?: unknown;
}

export interface HeaderDescription {
  description: string;
  /** JSON Schema to add to the type `string`. */
  keywords?: { maxLength: number; pattern: string };
  example?: string;
}

/** Everything that the document says about one route: its endpoint together with its prose. */
export interface OperationDescription {
  /** The document's `operationId`. */
  id: string;
  /** A few words. */
  summary: string;
  /** Further facts for callers, in Markdown of paragraphs and `code`. */
  text?: string;
  access: Access;
  /** What a portal token needs. Without them, no such token is taken. */
  capabilities?: readonly Capability[];
  query?: { schema: $ZodType; notes?: FieldNotes };
  headers?: Record<string, HeaderDescription>;
  body?: BodyDescription;
  /** Takes an `Idempotency-Key`. */
  onceOnly?: true;
  /** By status. */
  answers: Record<number, AnswerDescription>;
  /** Reasons for problems that don't follow from the rest, by status. */
  refusals?: Record<number, string>;
}

/** Operations that a reader looks for in one place. */
export interface DocumentedResource {
  tag: string;
  text: string;
  /** By route. */
  operations: Record<string, OperationDescription>;
}

/** The parts of a route such as `GET /api/v1/events/{id}`. */
export function partsOf(route: string): { method: string; path: string; parameters: string[] } {
  const [method = "", path = ""] = route.split(" ");
  return { method, path, parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name) };
}
