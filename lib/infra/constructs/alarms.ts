import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { METRICS_NAMESPACE, NETWORK_DOWN, REJECTED_EVENTS } from "../../contract/metrics.ts";
import type { FunctionName } from "../bundle.ts";
import type { StackOptions } from "../options.ts";
import { deliverTimeoutSeconds, retryTimeoutSeconds, visibilitySeconds } from "../timing.ts";
import {
  type AlarmText,
  concurrencyText,
  deadLettersText,
  deletionDeadLettersText,
  deliveryAgeText,
  descriptionOf,
  errorsText,
  fanOutDeadLettersText,
  inFlightText,
  intakeDeadLettersText,
  keyRingDeadLettersText,
  networkDownText,
  orderedAgeText,
  rejectedEventsText,
  replayDeadLettersText,
  retryAgeText,
  wakeDeadLettersText,
} from "./alarm-texts.ts";
import type { DeliveryQueues } from "./queues.ts";

const PERIOD = Duration.minutes(5);

/**
 * SQS lets about this many messages of a standard queue be in flight. Every delivery that waits for a retry is.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 */
const SQS_IN_FLIGHT_LIMIT = 120_000;

/** The alarm goes off while there is still room for this many messages. */
const IN_FLIGHT_MARGIN = 50_000;

/** How long a retry that is due may wait. Less than a period, so that one message that nobody receives is too many. */
const LONGEST_BACKLOG_SECONDS = 120;

/** The share of a lane's slots in use at which an operator should look. */
const BUSY_SHARE = 0.7;

interface AlarmSettings {
  metric: IMetric;
  /** @default 0 */
  above?: number;
  /**
   * Periods that must all be above.
   *
   * @default 1
   */
  periods?: number;
  text: AlarmText;
}

/**
 * Alarms of a stack. Each one tells the topic when it goes off, if there is a topic. Otherwise, an EventBridge rule on
 * state changes of alarms whose names begin with `posthorn-<stage>-` catches them all.
 */
export class PipelineAlarms extends Construct {
  readonly #stage: string;
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, stage: string, topic: ITopic | undefined) {
    super(scope, id);
    this.#stage = stage;
    this.#topic = topic;
  }

  /**
   * A failure inside Posthorn, never a failing endpoint of a customer: settle clears every dead letter that it can
   * within minutes.
   */
  deadLettersStay(queue: Queue): void {
    this.alarm("DeadLetters", "dead-letters", {
      metric: leastMessages(queue),
      periods: 3,
      text: deadLettersText,
    });
  }

  intakeDeadLetters(queue: Queue): void {
    this.alarm("BusDeadLetters", "intake-dead-letters", {
      metric: mostVisible(queue),
      text: intakeDeadLettersText,
    });
  }

  /** A mistake of a producer, never a failure inside Posthorn. Nobody answers a producer on the bus, so it must be seen. */
  rejectedEvents(ingest: IFunction): void {
    const { name, functionDimension } = REJECTED_EVENTS;
    this.alarm("RejectedEvents", "rejected-events", {
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: name,
        dimensionsMap: { service: "ingest", [functionDimension]: ingest.functionName },
        period: PERIOD,
        statistic: Stats.SUM,
      }),
      text: rejectedEventsText,
    });
  }

  networkDown(deliver: IFunction, retry: IFunction, ordered: IFunction): void {
    const posts = (service: string, lane: IFunction) =>
      new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: NETWORK_DOWN.name,
        dimensionsMap: { service, [NETWORK_DOWN.functionDimension]: lane.functionName },
        period: PERIOD,
        statistic: Stats.SUM,
      });
    this.alarm("NetworkDown", "network-down", {
      metric: new MathExpression({
        expression: "FILL(quick, 0) + FILL(patient, 0) + FILL(ordered, 0)",
        usingMetrics: {
          quick: posts("deliver", deliver),
          patient: posts("retry", retry),
          ordered: posts("ordered", ordered),
        },
        period: PERIOD,
      }),
      text: networkDownText,
    });
  }

  fanOutDeadLetters(queue: Queue): void {
    this.alarm("FanOutDeadLetters", "fan-out-dead-letters", {
      metric: mostVisible(queue),
      text: fanOutDeadLettersText,
    });
  }

  replayDeadLetters(queue: Queue): void {
    this.alarm("ReplayDeadLetters", "replays-dead-letters", {
      metric: mostVisible(queue),
      text: replayDeadLettersText,
    });
  }

  /**
   * Each minute, `wake` queues subscriptions again for which something is still due. But only a message tells it that a
   * paused subscription was deleted, or that a test has passed.
   */
  wakeDeadLetters(queue: Queue): void {
    this.alarm("WakeDeadLetters", "wakes-dead-letters", {
      metric: mostVisible(queue),
      text: wakeDeadLettersText,
    });
  }

  keyRingDeadLetters(queue: Queue): void {
    this.alarm("KeyRingDeadLetters", "key-ring-dead-letters", {
      metric: mostVisible(queue),
      text: keyRingDeadLettersText,
    });
  }

  /** `recover` queues the deletion again, each hour until it advances. */
  deletionDeadLetters(queue: Queue): void {
    this.alarm("DeletionDeadLetters", "deletions-dead-letters", {
      metric: mostVisible(queue),
      text: deletionDeadLettersText,
    });
  }

  /** Nothing waits in the quick lane on purpose, but the messages of a function that died are hidden for a time. */
  deliveriesAge({ deliveries }: DeliveryQueues, options: StackOptions): void {
    this.alarm("DeliveryAge", "delivery-age", {
      metric: ageOfBacklog(deliveries),
      above: 2 * visibilitySeconds(deliverTimeoutSeconds(options)),
      periods: 3,
      text: deliveryAgeText,
    });
  }

  /**
   * The age of a message says nothing in this lane: with `Retry-After` or in a later round, it may be almost 24 hours old
   * before its third receive. But a message that waits on purpose isn't visible. So the alarm compares the visible ones
   * with those that are received.
   */
  retriesAge({ retries }: DeliveryQueues): void {
    this.alarm("RetryAge", "retry-age", {
      metric: secondsOfBacklog(retries),
      above: LONGEST_BACKLOG_SECONDS,
      periods: 3,
      text: retryAgeText,
    });
  }

  /**
   * Nothing waits in the queue of ordered lanes on purpose: what must wait gets a place in the table. But messages of a
   * lane wait for those before them.
   */
  orderedAge({ ordered }: DeliveryQueues, options: StackOptions): void {
    this.alarm("OrderedAge", "ordered-age", {
      metric: ageOfBacklog(ordered),
      above: 2 * visibilitySeconds(retryTimeoutSeconds(options)),
      periods: 3,
      text: orderedAgeText,
    });
  }

  /**
   * Once a lane works on as many batches as it may, its messages wait. The metric's maximum is the one to look at
   * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
   */
  concurrency(name: FunctionName, target: IFunction, { deliveryConcurrency }: StackOptions): void {
    this.alarm(`${name}Concurrency`, `${name}-concurrency`, {
      metric: target.metric("ConcurrentExecutions", { period: PERIOD, statistic: Stats.MAXIMUM }),
      above: Math.floor(deliveryConcurrency * BUSY_SHARE),
      periods: 3,
      text: concurrencyText(name),
    });
  }

  inFlight({ retries }: DeliveryQueues): void {
    this.alarm("InFlight", "in-flight", {
      metric: retries.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
      above: SQS_IN_FLIGHT_LIMIT - IN_FLIGHT_MARGIN,
      text: inFlightText(SQS_IN_FLIGHT_LIMIT),
    });
  }

  errors(name: FunctionName, target: IFunction): void {
    this.alarm(`${name}Errors`, `${name}-errors`, {
      metric: target.metricErrors({ period: PERIOD, statistic: Stats.SUM }),
      text: errorsText(name),
    });
  }

  private alarm(id: string, name: string, { metric, above = 0, periods = 1, text }: AlarmSettings): void {
    const alarm = new Alarm(this, id, {
      alarmName: `posthorn-${this.#stage}-${name}`,
      alarmDescription: descriptionOf(this.#stage, text),
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}

const mostVisible = (queue: Queue): IMetric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });

/**
 * The smallest number in each period, because deliveries between two rounds pass through all the time. Hidden messages
 * count too: settle hides the messages that it is looking at.
 */
const leastMessages = (queue: Queue): IMetric =>
  new MathExpression({
    expression: "visible + hidden",
    label: "messages",
    period: PERIOD,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM }),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: Stats.MINIMUM }),
    },
  });

const ageOfBacklog = (queue: Queue): IMetric =>
  new MathExpression({
    expression: "IF(visible > 0, age, 0)",
    label: "seconds",
    period: PERIOD,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM }),
      age: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
    },
  });

/**
 * How long a message waits once it is due: the visible ones, divided by those that are received in a second. One more
 * counts as received, because nothing can be divided by 0.
 */
const secondsOfBacklog = (queue: Queue): IMetric =>
  new MathExpression({
    expression: `${PERIOD.toSeconds()} * visible / (received + 1)`,
    label: "seconds",
    period: PERIOD,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM }),
      received: queue.metricNumberOfMessagesReceived({ statistic: Stats.SUM }),
    },
  });
