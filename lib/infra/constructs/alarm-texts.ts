import type { FunctionName } from "../bundle.ts";

/** What an alarm's message tells a person who knows little about Posthorn, in the middle of the night. */
export interface AlarmText {
  /** What happened, and whether customers notice. */
  happened: string;
  /** What Posthorn does about it without any help. */
  meanwhile: string;
  /** What the person should do. */
  todo: string;
  /** The functions whose logs say more. */
  logs: readonly FunctionName[];
  /** The names of queues, without the stage. */
  queues?: readonly string[];
  /** A page and a heading of the documentation. */
  more?: string;
}

/** CloudWatch keeps at most this many characters: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST = 1_024;

/** The description of an alarm. Throws an `Error` if it is too long for CloudWatch. */
export function descriptionOf(
  stage: string,
  { happened, meanwhile, todo, logs, queues = [], more }: AlarmText,
): string {
  const places = [
    ...logs.map((name) => `log group /aws/lambda/posthorn-${stage}-${name}`),
    ...queues.map((name) => `queue posthorn-${stage}-${name}`),
  ];
  const text = [
    `What happened: ${happened}`,
    `What Posthorn does: ${meanwhile}`,
    `What to do: ${todo}`,
    `Where to look: ${places.join(", ")}.`,
    `More: docs/${more ?? "operating.md#alarms"}`,
  ].join("\n\n");
  if (text.length > LONGEST) throw new Error(`an alarm's description has ${text.length} characters: ${happened}`);
  return text;
}

const REDRIVE = "redrive the queue in the SQS console, to its source queue";

export const deadLettersText: AlarmText = {
  happened:
    "deliveries have been stuck in the dead-letter queue for 15 minutes. Posthorn failed on each of them in three rounds, or can't read its message. This is a failure inside Posthorn, never in a customer's endpoint.",
  meanwhile:
    "it sends stuck messages again after 15 minutes, 30 minutes, 1 hour and so on, at last every 12 hours. SQS keeps them for 14 days.",
  todo: "run `posthorn dead-letters list`, find the error in the log, and fix the cause. Then run `posthorn dead-letters redrive`, or wait: the messages clear within 12 hours.",
  logs: ["settle", "deliver", "retry"],
  queues: ["dead-letters"],
};

export const intakeDeadLettersText: AlarmText = {
  happened:
    "Posthorn could not accept events from the bus for about eight hours, or EventBridge could not send them to the intake queue. Customers don't get these events.",
  meanwhile: "nothing more. The events stay in the dead-letter queue for 14 days.",
  todo: "find the error in the log and fix the cause. Then move the events back: in the SQS console, redrive the dead-letter queue, with the intake queue as the custom destination.",
  logs: ["ingest"],
  queues: ["intake-dead-letters", "intake"],
};

export const rejectedEventsText: AlarmText = {
  happened:
    "a producer put events on the bus that Posthorn can't accept. They are malformed, or they name a tenant that doesn't exist. Customers don't get them.",
  meanwhile: "it keeps each of them as a rejected event, with the reason, as long as the log.",
  todo: "run `posthorn rejected-events list`, and `posthorn rejected-events show ID` for the text of an event. Fix the producer, or create the tenant. Then run `posthorn rejected-events redrive-all`, or discard the events with `posthorn rejected-events discard ID`.",
  logs: ["ingest"],
  more: "api.md#from-eventbridge",
};

export const networkDownText: AlarmText = {
  happened:
    "most POSTs to the endpoints of at least three tenants could not even connect. So the network of Posthorn itself is probably down, not the endpoints.",
  meanwhile:
    "it sends each delivery again after 5 seconds to 15 minutes. No attempt counts, and no endpoint becomes failing.",
  todo: "look at AWS's status page for Lambda and Route 53 in this region. If the functions run in a VPC, look at its NAT gateway, its routes and its name servers.",
  logs: ["deliver", "retry", "ordered"],
  more: "when-endpoints-fail.md#if-it-is-our-own-network",
};

export const fanOutDeadLettersText: AlarmText = {
  happened:
    "a page of an event with many subscriptions, or with slow filters, failed 100 times in a day. Some subscriptions don't get the event.",
  meanwhile: "nothing more. The page stays in the dead-letter queue for 14 days.",
  todo: `find the error in the log and fix the cause. Then ${REDRIVE}.`,
  logs: ["fan-out"],
  queues: ["fan-out-dead-letters"],
};

export const replayDeadLettersText: AlarmText = {
  happened: "a replay failed to continue ten times in a row. It has stopped, and some of its deliveries are not sent.",
  meanwhile: "nothing more. All other deliveries and replays go on.",
  todo: "find the error in the log and fix the cause. Find the replay with `posthorn replays list`, and continue it with `posthorn replays resume ID`. If its function was killed, that works an hour after its last progress. Then purge the queue.",
  logs: ["replay"],
  queues: ["replays-dead-letters"],
};

export const wakeDeadLettersText: AlarmText = {
  happened: "`wake` failed ten times in a row for a subscription. Its held deliveries may not be sent.",
  meanwhile:
    "each minute, it tries again what is still due. It may have missed that a subscription was deleted, or that a test send passed.",
  todo: `find the error in the log and fix the cause. Then ${REDRIVE}. Don't purge it.`,
  logs: ["wake"],
  queues: ["wakes-dead-letters"],
  more: "when-endpoints-fail.md#if-something-goes-wrong",
};

export const keyRingDeadLettersText: AlarmText = {
  happened:
    "the job that seals secrets again after a rotation of the key ring failed ten times in a row. It has stopped.",
  meanwhile: "nothing more. All secrets stay readable, and deliveries go on: the earlier keys are still in the ring.",
  todo: `run \`posthorn key-ring show\`, find the error in the log, and fix the cause. Then ${REDRIVE}. Don't drop old keys before the job is completed.`,
  logs: ["reseal"],
  queues: ["key-ring-dead-letters"],
  more: "operating.md#the-key-ring",
};

export const deletionDeadLettersText: AlarmText = {
  happened: "the erasure of a deleted tenant failed ten times in a row. Some of the tenant's data still exists.",
  meanwhile: "each hour, `recover` starts the erasure again, until it advances.",
  todo: "run `posthorn tenant-deletions list`, find the error in the log, and fix the cause. Then purge the dead-letter queue.",
  logs: ["erase"],
  queues: ["deletions-dead-letters"],
  more: "api.md#deleting-a-tenant",
};

export const deliveryAgeText: AlarmText = {
  happened:
    "deliveries have waited too long for their first attempt for 15 minutes, because `deliver` can't keep up. Customers get their events late.",
  meanwhile: "it goes on delivering. Nothing is lost.",
  todo: "look whether Lambda throttles the function (metric Throttles): then ask AWS for more concurrent executions. Otherwise raise the option deliveryConcurrency and deploy.",
  logs: ["deliver"],
  queues: ["deliveries"],
  more: "operating.md#concurrency",
};

export const retryAgeText: AlarmText = {
  happened:
    "retries have waited for more than 2 minutes after they were due, for 15 minutes, because `retry` can't keep up. Slow endpoints, and those that failed before, get their events late.",
  meanwhile: "it goes on delivering. Nothing is lost, and healthy endpoints are not affected.",
  todo: "look whether Lambda throttles the function (metric Throttles): then ask AWS for more concurrent executions. Otherwise raise the option deliveryConcurrency and deploy.",
  logs: ["retry"],
  queues: ["retries"],
  more: "operating.md#slow-endpoints",
};

export const orderedAgeText: AlarmText = {
  happened:
    "deliveries of ordered subscriptions have waited too long in their queue for 15 minutes. Probably a receiver is slower than its events come in, or `ordered` can't keep up.",
  meanwhile: "it goes on delivering, one after the other. Nothing is lost, and other subscriptions are not affected.",
  todo: "look whether Lambda throttles the function (metric Throttles): then ask AWS for more concurrent executions. Otherwise look in the log for the subscription that waits, and ask its owner for a faster receiver or an ordering key.",
  logs: ["ordered"],
  queues: ["ordered.fifo"],
  more: "ordered-endpoints.md",
};

export const concurrencyText = (lane: FunctionName): AlarmText => ({
  happened: `\`${lane}\` has used most of its slots for 15 minutes. When it uses all of them, deliveries wait.`,
  meanwhile: "it limits the POSTs under way to each slow endpoint and to each tenant. Nothing is lost.",
  todo: "look for endpoints that became slow: run `posthorn subscriptions list --health slow` for your large tenants. If there are none, you have more traffic: raise the option deliveryConcurrency and deploy.",
  logs: [lane],
  more: "operating.md#slow-endpoints",
});

/** @param limit the messages in flight that SQS allows */
export const inFlightText = (limit: number): AlarmText => ({
  happened: `many deliveries wait for a retry. With ${limit.toLocaleString("en")} messages in flight, SQS would hand out no more retries.`,
  meanwhile: "it already keeps every wait over a minute in the table instead of the queue.",
  todo: "look for a large tenant whose endpoint is down: run `posthorn subscriptions list --health failing` for it, and `posthorn subscriptions pause ID`. Resume it once the endpoint works again.",
  logs: ["retry", "wake"],
  queues: ["retries"],
  more: "operating.md#slow-endpoints",
});

const ANSWERS = "the callers got an error and can repeat their requests. Deliveries go on.";
const SENT_AGAIN =
  "the deliveries stay in the queue and are sent again. No attempt counts, but a customer may get an event twice, with the same id.";

/** What becomes of the work of a function that failed. */
const AFTER_ERRORS: Record<FunctionName, string> = {
  ingest:
    "producers on the API got an error and can repeat their requests. Events from the bus stay in the intake queue and are tried again.",
  "fan-out": "the page of deliveries stays in its queue and is tried again.",
  deliver: SENT_AGAIN,
  retry: SENT_AGAIN,
  ordered: SENT_AGAIN,
  settle: "the dead letters stay in their queue and are tried again.",
  replay: "the replay stays where it is, and goes on when its message comes back.",
  wake: "held deliveries wait. Each minute, what is due is tried again.",
  recover: "it runs again within an hour. Until then, it finds no lost deliveries.",
  reseal: "all secrets stay readable. The job goes on when its message comes back.",
  erase: "the erasure of the deleted tenant goes on when its message comes back.",
  operator: ANSWERS,
  api: ANSWERS,
  health: ANSWERS,
  signing: ANSWERS,
  log: ANSWERS,
  session: ANSWERS,
  portal: ANSWERS,
  docs: ANSWERS,
  console: "people who open the portal or the console get an error. The API and deliveries go on.",
  tally: "deliveries go on. The batch is tried again for an hour at most. After that, time series lack its deliveries.",
  alert: "deliveries go on. The alerts stay in the table until the function works again.",
};

export const errorsText = (name: FunctionName): AlarmText => ({
  happened: `the function \`${name}\` crashed, timed out or could not start. This is a failure inside Posthorn.`,
  meanwhile: AFTER_ERRORS[name],
  todo: 'search its log for ERROR and for "Task timed out". If AWS had a short outage and the errors have stopped, there is nothing to do. If they began with a deployment, deploy the version before it again.',
  logs: [name],
});
