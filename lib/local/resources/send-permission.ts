import { like } from "./invoke-permission.ts";
import type { Plan } from "./plan.ts";

interface Sending {
  queueArn: string;
  queueUrl: string;
  /** The ARN of the rule that sends. */
  sourceArn: string;
}

/**
 * Throws unless the queue's policy lets EventBridge send for a rule. On AWS, such a stack would deploy, but the queue
 * would get no event (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
export function requireSendPermission({ queuePolicies }: Plan, { queueArn, queueUrl, sourceArn }: Sending): void {
  const statements = queuePolicies
    .filter(({ queueUrls }) => queueUrls.includes(queueUrl))
    .flatMap((one) => one.statements);
  const permitted = statements.some(
    ({ Effect, Action, Principal, Resource, Condition }) =>
      Effect === "Allow" &&
      [Action].flat().includes("sqs:SendMessage") &&
      (Principal as { Service?: unknown } | undefined)?.Service === "events.amazonaws.com" &&
      [Resource].flat().includes(queueArn) &&
      isFrom(Condition, sourceArn),
  );
  if (!permitted) throw new Error(`the template does not let ${sourceArn} send to ${queueArn}`);
}

/** Does a condition hold for the source? Any other condition than one on the source's ARN counts as not met. */
function isFrom(condition: unknown, sourceArn: string): boolean {
  const entries = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  return entries.every(([operator, { "aws:SourceArn": pattern, ...others }]) => {
    const isKnown = /^Arn(Equals|Like)$/.test(operator) && Object.keys(others).length === 0;
    return isKnown && [pattern].flat().some((one) => typeof one === "string" && like(one, sourceArn));
  });
}
