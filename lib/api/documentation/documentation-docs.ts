import * as z from "zod";
import { documented } from "../openapi/docs.ts";
import { documentationRoutes } from "./documentation-routes.ts";

const CACHING = {
  "if-none-match": { description: "The `etag` of your copy.", example: '"3q2-7wAAAAA"' },
};
const ETAG = { etag: "Changes with the content." };
const UNCHANGED = { description: "Your copy is up to date.", headers: ETAG };

const openApiShape = z.looseObject({ openapi: z.string() }).meta({ id: "OpenApiDocument" });

export const documentationDocs = documented(
  { tag: "Documentation", text: "This document, for programs and for people." },
  documentationRoutes,
  {
    readOpenApi: {
      summary: "Read this document",
      headers: CACHING,
      answers: {
        200: { description: "An OpenAPI 3.1 document.", schema: openApiShape, headers: ETAG },
        304: UNCHANGED,
      },
    },
    readDocs: {
      summary: "Read this document as a page",
      headers: CACHING,
      answers: {
        200: { description: "An HTML page.", text: "text/html; charset=utf-8", headers: ETAG },
        304: UNCHANGED,
      },
    },
  },
);
