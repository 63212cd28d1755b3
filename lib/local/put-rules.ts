import type { LocalAws } from "./aws/local-aws.ts";
import { functionName } from "./resources/function-resources.ts";
import { requirePermission } from "./resources/invoke-permission.ts";
import type { Plan, RulePlan } from "./resources/plan.ts";

type Target = Parameters<LocalAws["putRule"]>[0]["targets"][number];

/**
 * Puts a plan's rules on their buses. From then on, events reach the functions. Once Lambda has accepted an event, the
 * function's own settings for asynchronous invocations decide on retries
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and Lambda sends the dead letter
 * with the permissions of the function's role.
 *
 * @param accessKeyOf returns the access key of a function's role, by the function's name
 */
export async function putRules(aws: LocalAws, plan: Plan, accessKeyOf: (name: string) => string): Promise<void> {
  function targetOf(rule: RulePlan, { id, arn, deadLetterArn }: RulePlan["targets"][number]): Target {
    const name = functionName(arn);
    requirePermission(plan, { functionName: name, principal: "events.amazonaws.com", sourceArn: rule.arn });
    const retries = plan.asyncRetries.get(name);
    const retryPolicy = { maximumRetryAttempts: retries?.attempts, maximumEventAgeInSeconds: retries?.maxAgeSeconds };
    if (!retries?.deadLetterArn) return { id, arn, retryPolicy, deadLetterArn };
    const { deadLetterArn: destination } = retries;
    return { id, arn, retryPolicy, deadLetterArn: destination, deadLetterAccessKeyId: accessKeyOf(name) };
  }

  for (const rule of plan.rules) {
    const { name, busName, eventPattern } = rule;
    await aws.putRule({ name, busName, eventPattern, targets: rule.targets.map((target) => targetOf(rule, target)) });
  }
}
