// Separate from the other fields, because this one brings the CEL compiler into a bundle.
import * as z from "zod/mini";
import { ConditionError, checkCondition, type ExpressionKind } from "../../core/matching/condition.ts";

/** A CEL expression. If it doesn't compile, the problem names the position of the mistake. */
const expressionField = (kind: ExpressionKind) =>
  z.string().check((context) => {
    try {
      checkCondition(context.value, kind);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      const place = error.at === undefined ? "" : ` (at position ${error.at})`;
      context.issues.push({ code: "custom", message: `${error.message}${place}`, input: context.value });
    }
  });

export const conditionField = expressionField("condition");
export const orderingKeyField = expressionField("key");
