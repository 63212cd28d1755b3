import { Validator } from "@cfworker/json-schema";
import { openApiDocument } from "../../../../lib/api/openapi/document.ts";
import { resources } from "../../../../lib/api/openapi/resources.ts";
import type { DocumentedOperation } from "../../../../lib/api/openapi/types.ts";

/** As a reader of the document gets it. */
export const document: ReturnType<typeof openApiDocument> = JSON.parse(
  JSON.stringify(openApiDocument({ resources, version: "0.0.0" })),
);

export interface DocumentedRoute {
  /** `GET /api/v1/events/{id}`. */
  route: string;
  operation: DocumentedOperation;
}

/** Every operation of the document. */
export const operations: DocumentedRoute[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);

type Answers = DocumentedOperation["responses"];

/** What the document says of an answer, wherever it says it. */
function answerOf(responses: Answers, status: number): Answers[string] | undefined {
  const answer = responses[status];
  if (!answer?.$ref) return answer;
  return document.components.responses[answer.$ref.split("/").at(-1) ?? ""] as Answers[string] | undefined;
}

/** Says in what a value does not fit a schema of the document. */
export function misfits(schema: object, value: unknown): string[] {
  // References in the schema point into the whole document.
  const { components } = document;
  const { errors } = new Validator({ ...schema, components }, "2020-12", false).validate(value);
  // The first ones say of each object on the way that something in it does not fit; the last one says what.
  return errors.slice(-3).map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/**
 * Says in what an answer is not one that the document allows.
 *
 * @param excused a status that is our fault and may come for once
 */
export function undocumented(
  { responses }: DocumentedOperation,
  { status, headers, text }: Answer,
  excused?: number,
): string[] {
  if (status >= 500 && status !== excused) return [`status ${status}: ${text}`];
  const answer = answerOf(responses, status);
  if (!answer) return [`undeclared status ${status}: ${text}`];
  const type = String(headers["content-type"] ?? "");
  if (!answer.content) return text === "" ? [] : [`a body where there is none: ${text}`];
  const content = answer.content[type];
  if (!content) return [`undeclared content type ${type} with ${status}`];
  if (!type.includes("json")) return [];
  return misfits(content.schema, JSON.parse(text)).map((misfit) => `${status} ${misfit} in ${text.slice(0, 500)}`);
}
