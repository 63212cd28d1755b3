import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";

const nothing = { schema: z.strictObject({}), optional: true } as const;

/** Only the admin key changes the key ring: without the right keys, sealed values are lost. */
export const keyRingRoutes = endpoints({
  readKeyRing: { route: "GET /api/v1/key-ring", access: "operatorReads", answers: [200] },
  rotateKeyRing: {
    route: "POST /api/v1/key-ring/rotate",
    access: "admin",
    body: nothing,
    answers: [202],
    refusals: [409],
  },
  dropOldKeys: {
    route: "POST /api/v1/key-ring/drop-old-keys",
    access: "admin",
    body: nothing,
    answers: [202],
    refusals: [409],
  },
});
