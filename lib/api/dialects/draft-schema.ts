import * as z from "zod/mini";
import { definitionSchema } from "./definition-schema.ts";

/** A definition that may not have a name yet. */
export const draftSchema = z.extend(definitionSchema, { name: z.optional(definitionSchema.shape.name) });
