import * as z from "zod";
import { count, dateTime } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { keyRingRoutes } from "./key-ring-routes.ts";

const progressShape = z
  .strictObject({
    tenants: count("Tenants whose subscriptions are done."),
    subscriptions: count("Subscriptions that were read."),
    resealed: count("Subscriptions whose values were sealed again."),
    unreadable: count("Subscriptions with a value that no key of the ring opens. The log of `reseal` names them."),
  })
  .meta({ id: "KeyRingProgress", description: "How far the walk over all subscriptions has come." });

const keyRingShape = z
  .strictObject({
    state: z
      .enum(["never-rotated", "adding-key", "resealing", "dropping-keys", "completed"])
      .describe("What Posthorn is doing with the key ring."),
    currentKey: z.string().optional().describe("The id of the key that seals new values."),
    keys: z.array(z.string()).optional().describe("The ids of all keys."),
    progress: progressShape.optional(),
    rotatedAt: dateTime("When the current key was added.").optional(),
    startedAt: dateTime("When the latest rotation or removal was requested.").optional(),
    updatedAt: dateTime("When it last advanced.").optional(),
    finishedAt: dateTime("When it was completed.").optional(),
  })
  .meta({ id: "KeyRing", description: "The key ring, and the progress of its latest rotation or removal of keys." });

const started = (description: string) => ({ 202: { description, schema: keyRingShape } });

export const keyRingDocs = documented(
  {
    tag: "Key ring",
    text: "The keys that encrypt sealed signing secrets and the values of sensitive headers.",
  },
  keyRingRoutes,
  {
    readKeyRing: {
      summary: "Read the key ring's state",
      text: "Shows the ids of keys, never the keys themselves.",
      answers: { 200: { description: "The state and the progress.", schema: keyRingShape } },
    },
    rotateKeyRing: {
      summary: "Rotate the key ring",
      text: "Adds a key, which seals new values from now on. Posthorn then seals all earlier values again in the background. Earlier keys stay in the ring, and every value stays readable.",
      body: { name: "KeyRingRotation", example: {} },
      answers: started("The rotation is requested."),
      refusals: { 409: "The key ring is being changed." },
    },
    dropOldKeys: {
      summary: "Drop the earlier keys",
      text: "Seals the values that are still under an earlier key again, then removes all keys but the current one. Starts two minutes after the last rotation at the earliest, when no function seals with an earlier key any more. A backup of the table from before the rotation can't be read without the earlier keys.",
      body: { name: "OldKeysRemoval", example: {} },
      answers: started("The removal is requested."),
      refusals: { 409: "The key ring is being changed, or its last rotation was not finished." },
    },
  },
);
