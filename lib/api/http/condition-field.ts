import * as z from "zod/mini";
import { ConditionError, compileCondition } from "../../core/matching/condition.ts";

/** A CEL expression that compiles, or a problem that says where it does not. */
export const condition = z.string().check((context) => {
  try {
    compileCondition(context.value);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const place = error.at === undefined ? "" : ` (at position ${error.at})`;
    context.issues.push({ code: "custom", message: `${error.message}${place}`, input: context.value });
  }
});
