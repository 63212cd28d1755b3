import * as z from "zod";
import type { Resource } from "../openapi/operation.ts";

const CACHING = {
  "if-none-match": { description: "The `etag` of the copy at hand.", example: '"3q2-7wAAAAA"' },
};
const ETAG = { etag: "Changes with the content." };
const UNCHANGED = { description: "The copy at hand is up to date.", headers: ETAG };

/** What this is served as. */
export const documentation: Resource = {
  tag: "Documentation",
  text: "This document, for programs and for people.",
  operations: {
    "GET /api/v1/openapi.json": {
      id: "readOpenApi",
      summary: "Read this document",
      access: "none",
      headers: CACHING,
      answers: {
        200: { description: "An OpenAPI 3.1 document.", schema: z.looseObject({ openapi: z.string() }), headers: ETAG },
        304: UNCHANGED,
      },
    },
    "GET /api/docs": {
      id: "readDocs",
      summary: "Read this document as a page",
      access: "none",
      headers: CACHING,
      answers: { 200: { description: "A page.", text: "text/html; charset=utf-8", headers: ETAG }, 304: UNCHANGED },
    },
  },
};
