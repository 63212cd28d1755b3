import type { Plan } from "./plan.ts";

/**
 * Throws unless a topic's policy lets CloudWatch publish for alarms of the account. On AWS, such a stack would deploy,
 * but nobody would be told of an alarm
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html).
 */
export function requirePublishPermission({ topicPolicies }: Plan, topicArn: string, accountId: string): void {
  const statements = topicPolicies
    .filter(({ topicArns }) => topicArns.includes(topicArn))
    .flatMap((one) => one.statements);
  const permitted = statements.some(
    ({ Effect, Action, Principal, Resource, Condition }) =>
      Effect === "Allow" &&
      [Action].flat().includes("sns:Publish") &&
      (Principal as { Service?: unknown } | undefined)?.Service === "cloudwatch.amazonaws.com" &&
      [Resource].flat().includes(topicArn) &&
      isFrom(Condition, accountId),
  );
  if (!permitted) throw new Error(`the template does not let CloudWatch publish to ${topicArn}`);
}

/** Does a condition hold for the account? Any other condition counts as not met. */
function isFrom(condition: unknown, accountId: string): boolean {
  const entries = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  return entries.every(([operator, { "aws:SourceAccount": account, ...others }]) => {
    return operator === "StringEquals" && Object.keys(others).length === 0 && [account].flat().includes(accountId);
  });
}
