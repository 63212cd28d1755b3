import * as z from "zod";
import { ConditionError, compileCondition } from "../core/condition.ts";

/** A CEL expression that compiles, or a problem that says where it does not. */
export const condition = z.string().superRefine((text, context) => {
  try {
    compileCondition(text);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const place = error.at === undefined ? "" : ` (at position ${error.at})`;
    context.addIssue({ code: "custom", message: `${error.message}${place}` });
  }
});
