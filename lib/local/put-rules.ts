import type { RuleTarget, TargetQueue } from "./aws/events/event-rules.ts";
import type { LocalAws } from "./aws/local-aws.ts";
import type { Plan, RulePlan } from "./resources/plan.ts";
import { requireSendPermission } from "./resources/send-permission.ts";

/**
 * Puts a plan's rules on their buses. From then on, events reach the queues. Throws an error if the template lacks a
 * target's queue, or doesn't let the rule send to it.
 */
export async function putRules(aws: LocalAws, plan: Plan): Promise<void> {
  function queueOf(arn: string, rule: RulePlan): TargetQueue {
    const url = plan.queues.get(arn);
    if (!url) throw new Error(`the template has no queue ${arn}`);
    requireSendPermission(plan, { queueArn: arn, queueUrl: url, sourceArn: rule.arn });
    return { arn, url };
  }

  function targetOf(rule: RulePlan, { id, arn, deadLetterArn, retryPolicy }: RulePlan["targets"][number]): RuleTarget {
    const deadLetters = deadLetterArn === undefined ? undefined : queueOf(deadLetterArn, rule);
    return { id, queue: queueOf(arn, rule), retryPolicy, deadLetters };
  }

  for (const rule of plan.rules) {
    await aws.putRule({ ...rule, targets: rule.targets.map((target) => targetOf(rule, target)) });
  }
}
