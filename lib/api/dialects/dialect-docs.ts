import * as z from "zod";
import { pageSchema } from "../http/pages.ts";
import { instant, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { FieldNotes, Resource } from "../openapi/operation.ts";
import { definitionSchema } from "./definition-schema.ts";

const dialect = z
  .strictObject({
    name: z.string(),
    builtIn: z.boolean(),
    algorithm: z.enum(["hmac-sha256", "ed25519", "shared-secret"]).optional(),
    signatureHeader: z.string().optional(),
    signature: z.string().optional(),
    separator: z.string().optional(),
    signedText: z.string().optional(),
    encoding: z.enum(["hex", "base64"]).optional(),
    keyForm: z.enum(["text", "base64", "whsec_"]).optional(),
    idHeader: z.string().optional(),
    timestampHeader: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    goneStatuses: z.array(z.int()).optional(),
    createdAt: instant("When it was registered.").optional(),
  })
  .meta({
    id: "Dialect",
    description:
      "A wire format as data: headers, signature, body shape. A built-in one that takes code has its name only.",
  });

const NOTES: FieldNotes = {
  name: "What subscriptions name it by; it never means anything else.",
  algorithm: "`shared-secret` sends the secret itself, and signs nothing.",
  signature: "What the signature header says: `sha256={signature}`; `{signature}` alone by default.",
  separator: "Between the entries of a signature header that is a list, one for each secret.",
  signedText: "A template of `{id}`, `{timestamp}` and `{body}`; the body alone by default.",
  keyForm: "What of a secret's text is the key: the text, the bytes that it is base64 of, those after `whsec_`.",
  headers: "Further headers: templates of `{id}`, `{timestamp}`, `{deliveryId}`, `{type}`.",
  body: "JSON whose texts may name `{id}`, `{ulid}`, `{type}`, `{tenantId}`, `{occurredAt}`; the text `{data}` is the event's data, `{occurredAtSeconds}` a number.",
  goneStatuses: "Answers that switch the subscription off.",
};

const EXAMPLE = {
  name: "shop",
  algorithm: "hmac-sha256",
  signatureHeader: "x-shop-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  encoding: "hex",
  body: { id: "{id}", type: "{type}", data: "{data}" },
};

/** The wire formats that subscriptions can name. */
export const dialects: Resource = {
  tag: "Dialects",
  text: "Wire formats that an operator describes as data, besides the built-in ones.",
  operations: {
    "POST /api/v1/dialects": {
      id: "createDialect",
      summary: "Register a dialect",
      text: "One that no receiver could verify is refused with the reason.",
      access: "admin",
      onceOnly: true,
      body: { name: "DialectFields", schema: definitionSchema, notes: NOTES, example: EXAMPLE },
      answers: {
        201: {
          description: "It is registered.",
          schema: dialect,
          example: { ...EXAMPLE, builtIn: false, createdAt: "2026-01-31T12:00:00.000Z" },
        },
      },
      refusals: { 409: "There is a dialect with this name." },
    },
    "GET /api/v1/dialects": {
      id: "listDialects",
      summary: "List the dialects",
      text: "The built-in ones and the operator's, by name.",
      access: "adminOrReads",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: { 200: { description: "A page of them.", schema: pageOf("DialectPage", dialect) } },
    },
    "GET /api/v1/dialects/{id}": {
      id: "readDialect",
      summary: "Read a dialect",
      access: "adminOrReads",
      answers: { 200: { description: "The dialect.", schema: dialect } },
    },
  },
};
