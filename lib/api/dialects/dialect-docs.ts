import * as z from "zod";
import { attemptShape } from "../deliveries/delivery-shapes.ts";
import { dateTime, httpStatus, nameSchema, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import type { FieldNotes } from "../openapi/operation-description.ts";
import { dialectRoutes } from "./dialect-routes.ts";
import { dialectTestRoutes } from "./dialect-test-routes.ts";
import { draftSchema } from "./draft-schema.ts";

const dialectShape = z
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
    posthornHeaders: z.boolean().optional(),
    goneStatuses: z.array(httpStatus).optional(),
    createdAt: dateTime("When the dialect was registered.").optional(),
  })
  .meta({
    id: "Dialect",
    description:
      "A wire format as data: headers, signature and body. A built-in dialect that needs code is shown by name only.",
  });

const dialectTestShape = z
  .strictObject({
    request: z
      .strictObject({
        method: z.literal("POST"),
        headers: z.record(z.string(), z.string()),
        body: z.string().describe("The body, byte for byte, as text."),
      })
      .meta({ id: "RenderedRequest", description: "A request as Posthorn sends it." }),
    secret: z.string().optional().describe("The secret that was generated; absent if the request had one."),
    publicKey: z
      .string()
      .optional()
      .describe("The key that verifies the signature, if the dialect signs with a key pair."),
    attempt: attemptShape.optional().describe("The POST and its result; only if the request had a `url`."),
  })
  .meta({ id: "DialectTest", description: "What a dialect sends." });

const NOTES: FieldNotes = {
  name: "The name that subscriptions use. Its meaning never changes.",
  algorithm: "`shared-secret` sends the secret itself, and signs nothing.",
  signature:
    "The template of the signature header's value, such as `sha256={signature}`. The default is `{signature}`.",
  separator: "Separates the entries of a signature header that is a list, with one entry for each secret.",
  signedText:
    "The text to sign, as a template of `{id}`, `{timestamp}` and `{body}`, with a separator after each value, such as a dot. The default is `{body}`.",
  keyForm:
    "How the secret gives the key: as it is (`text`, the default), decoded from base64, or decoded after `whsec_`.",
  headers: {
    description: "Further headers, as templates of `{id}`, `{timestamp}`, `{deliveryId}` and `{type}`.",
    maxProperties: 10,
  },
  body: "JSON whose strings may contain `{id}`, `{ulid}`, `{evtId}` (the id if it begins with `evt_`, or else `evt_` and the ULID), `{type}`, `{tenantId}` and `{occurredAt}`. The string `{data}` becomes the event's data, and `{occurredAtSeconds}` becomes a number.",
  posthornHeaders:
    "If false, POSTs go without `posthorn-delivery-id`, `posthorn-attempt` and `posthorn-subscription-id`.",
  goneStatuses: "Statuses of answers that switch the subscription off.",
};

nameSchema(draftSchema, "DialectDraft", { ...NOTES, name: "A name is needed only when the dialect is registered." });

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

export const dialectDocs = documented(
  { tag: "Dialects", text: "Wire formats: the built-in dialects, and dialects that the operator describes as data." },
  { ...dialectRoutes, ...dialectTestRoutes },
  {
    createDialect: {
      summary: "Register a dialect",
      text: "A definition that receivers can't verify is rejected with a reason.",
      body: { name: "DialectFields", notes: NOTES, example: EXAMPLE },
      answers: {
        201: {
          description: "Registered.",
          schema: dialectShape,
          example: { ...EXAMPLE, builtIn: false, createdAt: "2026-01-31T12:00:00.000Z" },
        },
      },
      refusals: { 409: "This name is already taken." },
    },
    listDialects: {
      summary: "List dialects",
      text: "The built-in dialects and the operator's dialects, sorted by name.",
      query: PAGE_NOTES,
      answers: { 200: { description: "A page of dialects.", schema: pageOf("DialectPage", dialectShape) } },
    },
    readDialect: {
      summary: "Read a dialect",
      answers: { 200: { description: "The dialect.", schema: dialectShape } },
    },
    testDialect: {
      summary: "Try a dialect",
      text: "Renders and signs an event, and answers the POST. With a `url`, the POST is also sent there, once. It has the header `posthorn-test`, its `{tenantId}` is `example`, and its limits are those of test sends: 20 s, and 5 under way. Nothing is stored.",
      body: {
        name: "DialectTestFields",
        notes: {
          dialect: "The name of a built-in or registered dialect. Needed unless there is a `definition`.",
          definition: "A dialect that needn't be registered.",
          type: "The event's type. By default a type with an example.",
          data: "The event's data, at most 64 KiB, nested up to 512 levels. By default the example of the type. A schema of the type isn't applied.",
          secret: "Signs the POST. By default a generated one.",
          url: "The receiver's URL.",
        },
        example: { dialect: "standard", type: "invoice.paid", data: { invoice: "in_1001" } },
      },
      answers: { 200: { description: "The POST and, with a `url`, its result.", schema: dialectTestShape } },
    },
  },
);
