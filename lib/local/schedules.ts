import { functionName } from "./resources/function-resources.ts";
import { requirePermission } from "./resources/invoke-permission.ts";
import type { Plan } from "./resources/plan.ts";

/**
 * Invokes the functions of schedule rules, for the first time after the rule's interval
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html). A failure is the function's
 * own to report. Throws an error if the template doesn't let a rule invoke its function.
 *
 * @returns a function that stops the schedules
 */
export function startSchedules(plan: Plan, invoke: (functionArn: string, event: unknown) => Promise<unknown>) {
  const timers = plan.schedules.flatMap(({ arn, everyMs, functionArns }) =>
    functionArns.map((functionArn) => {
      const target = { functionName: functionName(functionArn), principal: "events.amazonaws.com", sourceArn: arn };
      requirePermission(plan, target);
      const event = { source: "aws.events", "detail-type": "Scheduled Event", resources: [arn], detail: {} };
      return setInterval(() => void invoke(functionArn, event).catch(() => undefined), everyMs);
    }),
  );
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
