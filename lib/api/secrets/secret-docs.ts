import * as z from "zod";
import { testDelivery } from "../deliveries/delivery-shapes.ts";
import { instant } from "../openapi/answers.ts";
import type { Resource } from "../openapi/operation.ts";
import { testSendSchema } from "../test-sends/test-send-schema.ts";
import { rotationSchema } from "./secret-schemas.ts";

const previousValidUntil = instant("Until when the one before it signs too.").optional();

const rotated = z
  .strictObject({ secret: z.string().describe("What the next POST is signed with."), previousValidUntil })
  .meta({ id: "RotatedSecret" });

const secrets = z
  .strictObject({
    secret: z.string().describe("The current one."),
    previousValidUntil,
    previous: z
      .array(z.strictObject({ secret: z.string(), validUntil: instant("Until when it signs too.").optional() }))
      .optional()
      .describe("Those in their grace period, newest first."),
  })
  .meta({ id: "Secrets" });

const publicKeys = z
  .strictObject({ publicKey: z.string().describe("The newest."), publicKeys: z.array(z.string()) })
  .meta({ id: "PublicKeys", description: "`whpk_…`, to verify ed25519 signatures with." });

/** What deliveries are signed with, and the proof that receivers accept them. */
export const signing: Resource = {
  tag: "Signing",
  text: "The secrets of subscriptions, and test sends.",
  operations: {
    "GET /api/v1/subscriptions/{id}/secret": {
      id: "showSecret",
      summary: "Show a subscription's secret",
      text: "It is put on record that it was shown, and to which key.",
      access: "changes",
      answers: {
        200: {
          description: "The secrets that sign.",
          schema: secrets,
          example: { secret: "whsec_plJ3nmyCDGBKInavdOK15jsl" },
        },
      },
      refusals: { 409: "The subscription is being changed by others: try again." },
    },
    "POST /api/v1/subscriptions/{id}/rotate-secret": {
      id: "rotateSecret",
      summary: "Rotate a subscription's secret",
      text: "Without a grace period the very next POST is signed with the new one alone. With one, POSTs carry both signatures, in the dialects that have a list of them.",
      access: "changes",
      body: {
        name: "Rotation",
        schema: rotationSchema,
        notes: {
          secret: "In the dialect's form; one is made up when left out.",
          graceSeconds: "How long the old one signs too.",
        },
        example: { graceSeconds: 86400 },
        optional: true,
      },
      answers: {
        200: {
          description: "The new secret.",
          schema: rotated,
          example: { secret: "whsec_plJ3nmyCDGBKInavdOK15jsl", previousValidUntil: "2026-02-01T12:00:00.000Z" },
        },
      },
      refusals: {
        409: "The subscription is being changed by others: try again.",
        429: "It was rotated too often today.",
      },
    },
    "GET /api/v1/public-keys/{id}": {
      id: "readPublicKeys",
      summary: "Read a subscription's public keys",
      text: "Of a subscription that signs with ed25519, by the subscription's id: for receivers, which have no key.",
      access: "none",
      answers: { 200: { description: "The keys, newest first.", schema: publicKeys } },
    },
    "POST /api/v1/subscriptions/{id}/test": {
      id: "testSubscription",
      summary: "Send a test",
      text: "POSTs an example event to this subscription only, at once and once, also while it is switched off.",
      access: "changes",
      body: {
        name: "TestSend",
        schema: testSendSchema,
        notes: {
          type: "The event's type; one that the subscription receives when left out.",
          secret: "Signs this one POST instead of its own: to prove a receiver before a rotation.",
        },
        example: { type: "invoice.paid" },
        optional: true,
      },
      answers: { 200: { description: "What came of it, whatever the receiver answered.", schema: testDelivery } },
      refusals: { 409: "It is a pull subscription: nothing is POSTed." },
    },
  },
};
