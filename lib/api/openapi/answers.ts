import * as z from "zod";
import type { AnswerDescription } from "./operation.ts";

/** An instant as the API shows it. */
export const instant = (description: string) =>
  z.string().meta({ description, format: "date-time", examples: ["2026-01-31T12:00:00.000Z"] });

/** The answer to every request that is refused (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What is wrong, in plain words."),
    errors: z
      .array(
        z.strictObject({
          path: z.string().describe("A JSON Pointer to the field; empty for the whole body."),
          message: z.string(),
        }),
      )
      .describe("One entry for each field that is not as it should be."),
  })
  .meta({ id: "Problem", description: "Why a request was refused (RFC 9457). Nothing was changed." });

/** What API Gateway answers itself. */
export const gatewayMessage = z
  .strictObject({ message: z.string() })
  .meta({ id: "GatewayMessage", description: "From API Gateway, before the request came to Posthorn." });

/** A page of a list. */
export const pageOf = (id: string, item: z.ZodType) =>
  z
    .strictObject({
      data: z.array(item),
      next: z
        .string()
        .nullable()
        .describe("The cursor to give as `after` for the following page; null on the last one."),
    })
    .meta({ id });

/** What pages are asked for with. */
export const PAGE_NOTES = {
  limit: "How many items the page may hold.",
  after: "The `next` of the page before this one.",
};

/** What the log is asked with. */
export const LOG_NOTES = {
  ...PAGE_NOTES,
  since: "From this instant on.",
  until: "Before this instant.",
  type: "The event's type.",
  state: "A delivery's state, or some with commas between.",
};

export const GONE: AnswerDescription = { description: "It is gone." };
