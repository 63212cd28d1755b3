import * as z from "zod";
import { dateTime } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { testSendDocs } from "../test-sends/test-send-docs.ts";
import { testSendRoutes } from "../test-sends/test-send-routes.ts";
import { publicKeyRoutes } from "./public-key-routes.ts";
import { secretRoutes } from "./secret-routes.ts";

const previousValidUntil = dateTime("When the previous secret stops signing.").optional();

const rotatedSecretShape = z
  .strictObject({ secret: z.string().describe("The secret that signs the next POST."), previousValidUntil })
  .meta({ id: "RotatedSecret" });

const previousSecretShape = z
  .strictObject({ secret: z.string(), validUntil: dateTime("When the secret stops signing.").optional() })
  .meta({ id: "PreviousSecret" });

const secretsShape = z
  .strictObject({
    secret: z.string().describe("The current secret."),
    previousValidUntil,
    previous: z.array(previousSecretShape).optional().describe("The secrets in their grace period, newest first."),
  })
  .meta({ id: "Secrets" });

const generatedSecretShape = z.strictObject({ secret: z.string() }).meta({ id: "GeneratedSecret" });

const publicKeysShape = z
  .strictObject({ publicKey: z.string().describe("The newest key."), publicKeys: z.array(z.string()) })
  .meta({ id: "PublicKeys", description: "Keys `whpk_…` that verify ed25519 signatures." });

const CHANGING = "Another request is changing the subscription. Try again.";

export const signingDocs = documented(
  { tag: "Signing", text: "The secrets of subscriptions, and test sends." },
  { ...secretRoutes, ...publicKeyRoutes, ...testSendRoutes },
  {
    showSecret: {
      summary: "Show a subscription's secret",
      text: "The subscription records when its secret was shown, and to which key.",
      answers: {
        200: {
          description: "The secrets that sign.",
          schema: secretsShape,
          example: { secret: "whsec_plJ3nmyCDGBKInavdOK15jsl" },
        },
      },
      refusals: { 409: CHANGING },
    },
    rotateSecret: {
      summary: "Rotate a subscription's secret",
      text: "Without a grace period, only the new secret signs the next POST. With a grace period, POSTs carry both signatures, in dialects that have a list of signatures.",
      body: {
        name: "Rotation",
        notes: {
          secret: "In the dialect's form. Generated if it is left out, empty or null.",
          graceSeconds: "How long the previous secret continues to sign.",
        },
        example: { graceSeconds: 86400 },
      },
      answers: {
        200: {
          description: "The new secret.",
          schema: rotatedSecretShape,
          example: { secret: "whsec_plJ3nmyCDGBKInavdOK15jsl", previousValidUntil: "2026-02-01T12:00:00.000Z" },
        },
      },
      refusals: {
        409: `${CHANGING} With a grace period: four secrets sign already, and each keeps its grace period.`,
        429: "The secret was rotated too often today.",
      },
    },
    generateSecret: {
      summary: "Generate a secret",
      text: "Returns a random secret in the dialect's form. Nothing is stored: send the secret when you create a subscription, rotate its secret or send a test.",
      body: {
        name: "SecretGeneration",
        notes: { dialect: "A built-in dialect, or one of the operator's. By default, that of new subscriptions." },
        example: { dialect: "standard" },
      },
      answers: {
        200: {
          description: "The secret.",
          schema: generatedSecretShape,
          example: { secret: "whsec_plJ3nmyCDGBKInavdOK15jsl" },
        },
      },
    },
    readPublicKeys: {
      summary: "Read a subscription's public keys",
      text: "The keys of a subscription that signs with ed25519. The `{id}` is the subscription's id. Receivers need no API key.",
      answers: { 200: { description: "The keys, newest first.", schema: publicKeysShape } },
    },
    ...testSendDocs,
  },
);
