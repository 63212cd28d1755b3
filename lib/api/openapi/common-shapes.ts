import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import { MAX_CONDITION_BYTES } from "../../core/matching/condition.ts";
import type { AnswerDescription, FieldNotes } from "./operation-description.ts";

/** Gives a name and notes to a schema that checks requests. The schema itself has neither, because bundles contain it. */
export const nameSchema = (schema: $ZodType, id: string, notes: FieldNotes): void => {
  z.globalRegistry.add(schema, { id, notes });
};

/** A time as the API shows it. */
export const dateTime = (description: string) =>
  z.string().meta({ description, format: "date-time", examples: ["2026-01-31T12:00:00.000Z"] });

/** A number of things. */
export const count = (description: string) => z.int().min(0).describe(description);

/** The status of an HTTP answer. Receivers may send any three digits. */
export const httpStatus = z.int().min(0).max(999);

export const invalidFieldShape = z
  .strictObject({
    path: z.string().describe("A JSON Pointer to the field; empty for the whole body."),
    message: z.string(),
  })
  .meta({ id: "InvalidField" });

/** The body of every problem (RFC 9457). */
export const problemShape = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: httpStatus,
    code: z.string().optional().describe("The reason for programs, where the status doesn't tell it."),
    detail: z.string().describe("The reason, in plain words."),
    errors: z.array(invalidFieldShape).describe("One entry for each invalid field."),
  })
  .meta({ id: "Problem", description: "The reason why a request was rejected (RFC 9457). Nothing was changed." });

/** The body of API Gateway's own errors. */
const gatewayMessageShape = z
  .strictObject({ message: z.string() })
  .meta({ id: "GatewayMessage", description: "An error of API Gateway, before the request reached Posthorn." });

/** The body of an error that may come from API Gateway. */
export const gatewayErrorShape = z.union([gatewayMessageShape, problemShape]).meta({ id: "GatewayError" });

/** A page of a list. */
export const pageOf = (id: string, item: z.ZodType) =>
  z
    .strictObject({
      data: z.array(item),
      next: z.string().nullable().describe("The cursor of the next page, for `after`; null on the last page."),
    })
    .meta({ id });

/** Notes on a CEL expression. The limit is one of bytes, so that fewer characters may be too many. */
export const conditionNote = (description: string) => ({ description, minLength: 1, maxLength: MAX_CONDITION_BYTES });

/** Notes on the query string of a list. */
export const PAGE_NOTES = {
  limit: "The largest number of items on the page.",
  after: "The `next` of the previous page.",
};

/** Notes on the query string of a list of the log. */
export const LOG_NOTES = {
  ...PAGE_NOTES,
  since: "Only items from this time on.",
  until: "Only items before this time.",
  type: "The event's type.",
  state: "A delivery's state, or several separated by commas.",
};

export const DELETED: AnswerDescription = { description: "Deleted." };
