import type { LocalAws } from "./aws/local-aws.ts";
import type { AlarmPlan, Plan } from "./resources/plan.ts";
import { requirePublishPermission } from "./resources/publish-permission.ts";

interface Place {
  region: string;
  accountId: string;
}

const REASON = "Threshold Crossed: 1 datapoint was greater than the threshold.";

/**
 * Creates a function that does what CloudWatch does when an alarm goes off: it publishes a message to the topics that
 * are the alarm's actions. Rejects if the template has no such alarm, or if CloudWatch may not publish to a topic.
 */
export function alarmRinger(plan: Plan, aws: Pick<LocalAws, "publish">, place: Place) {
  return async function ringAlarm(name: string): Promise<void> {
    const alarm = plan.alarms.get(name);
    if (!alarm) throw new Error(`the template has no alarm ${name}`);
    for (const TopicArn of alarm.actions) {
      requirePublishPermission(plan, TopicArn, place.accountId);
      await aws.publish({ TopicArn, Subject: `ALARM: "${name}" in ${place.region}`, Message: textOf(alarm, place) });
    }
  };
}

/** The parts of CloudWatch's email that the alarm decides. */
function textOf({ name, arn, description }: AlarmPlan, { region, accountId }: Place): string {
  return `You are receiving this email because your Amazon CloudWatch Alarm "${name}" in the ${region} region has entered the ALARM state, because "${REASON}"

Alarm Details:
- Name:                       ${name}
- Description:                ${description}
- State Change:               OK -> ALARM
- Reason for State Change:    ${REASON}
- Timestamp:                  ${new Date().toUTCString()}
- AWS Account:                ${accountId}
- Alarm Arn:                  ${arn}`;
}
