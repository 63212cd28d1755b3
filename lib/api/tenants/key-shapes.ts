import * as z from "zod";
import { dateTime } from "../openapi/common-shapes.ts";

const fields = {
  id: z.string(),
  name: z.string(),
  role: z.enum(["producer", "read", "manage"]).describe("What the key may do."),
  createdAt: dateTime("When the key was created."),
  expiresAt: dateTime("When the key stops working; absent if it never does.").optional(),
};

const secret = z.string().describe("The key itself. It is shown only once.");

/** The shapes of a kind of key: as lists show it, and as the answer that creates it does. */
export const keyShapes = (id: string, what: string) => ({
  shown: z.strictObject(fields).meta({ id, description: `${what}, without the key itself.` }),
  created: z
    .strictObject({ ...fields, key: secret })
    .meta({ id: `New${id}`, description: `${what}, with the key itself.` }),
});

export const KEY_FIELD_NOTES = {
  name: "Free text for people.",
  role: "`producer` sends events, `read` only reads, `manage` does everything.",
  expiresAt: "When the key stops working. By default, it works until it is revoked.",
};
