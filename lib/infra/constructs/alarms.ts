import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { StackOptions } from "../options.ts";
import { deliverTimeoutSeconds, visibilitySeconds } from "../timing.ts";
import type { DeliveryQueues } from "./queues.ts";

const FIVE_MINUTES = Duration.minutes(5);

/** SQS lets about 120,000 messages of a standard queue be in flight; here every delivery that waits for a retry is. */
const IN_FLIGHT_LIMIT = 70_000;

interface AlarmWhen {
  metric: IMetric;
  above: number;
  /** Five-minute periods that must all be above. */
  periods: number;
  description: string;
}

/**
 * Alarms of the pipeline. They have no actions: whom to call, and how, is the operator's (an EventBridge rule on
 * alarm state changes whose names begin with `posthorn-<stage>-` takes them all).
 */
export class PipelineAlarms extends Construct {
  readonly #stage: string;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.#stage = stage;
  }

  /** A fault of ours, never of a customer's endpoint: what settle can settle does not stay for minutes. */
  deadLettersStay(queue: Queue): void {
    this.alarm("DeadLetters", "dead-letters", {
      metric: leastMessages(queue),
      above: 0,
      periods: 3,
      description:
        "Messages stay in dead-letters that settle can't settle: see its log, mend, redrive them over the API",
    });
  }

  busDeadLetters(queue: Queue): void {
    this.alarm("BusDeadLetters", "bus-dead-letters", {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      above: 0,
      periods: 1,
      description: "Events from the bus could not be taken in: see ingest's log, then redrive the queue",
    });
  }

  replayDeadLetters(queue: Queue): void {
    this.alarm("ReplayDeadLetters", "replays-dead-letters", {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      above: 0,
      periods: 1,
      description: "A replay could not go on: see replay's log, then resume the replay over the API",
    });
  }

  /**
   * Retries are no backlog. SQS leaves messages received three times out of the age
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html);
   * the others may be as old as the first two waits, and older only counts while messages queue up.
   */
  deliveriesAge({ deliveries }: DeliveryQueues, options: StackOptions): void {
    const [first, second = first] = options.retryWaits;
    this.alarm("DeliveryAge", "delivery-age", {
      metric: ageOfBacklog(deliveries),
      above: Math.ceil(1.2 * (first + second)) + visibilitySeconds(deliverTimeoutSeconds(options)),
      periods: 3,
      description: "Deliveries wait too long: deliver doesn't keep up, raise deliveryConcurrency",
    });
  }

  inFlight({ deliveries }: DeliveryQueues): void {
    this.alarm("InFlight", "in-flight", {
      metric: deliveries.metricApproximateNumberOfMessagesNotVisible({
        period: FIVE_MINUTES,
        statistic: Stats.MAXIMUM,
      }),
      above: IN_FLIGHT_LIMIT,
      periods: 1,
      description: "Too many deliveries wait for a retry: at 120,000 in flight SQS hands out no more messages",
    });
  }

  errors(name: string, target: IFunction): void {
    this.alarm(`${name}Errors`, `${name}-errors`, {
      metric: target.metricErrors({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      above: 0,
      periods: 1,
      description: `The function ${name} failed or ran out of time: see its log`,
    });
  }

  private alarm(id: string, name: string, { metric, above, periods, description }: AlarmWhen): void {
    new Alarm(this, id, {
      alarmName: `posthorn-${this.#stage}-${name}`,
      alarmDescription: description,
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** The least, because exhausted deliveries pass through all the time; hidden ones count, for settle looks at them. */
const leastMessages = (queue: Queue): IMetric =>
  new MathExpression({
    expression: "visible + hidden",
    label: "messages",
    period: FIVE_MINUTES,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM }),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: Stats.MINIMUM }),
    },
  });

const ageOfBacklog = (queue: Queue): IMetric =>
  new MathExpression({
    expression: "IF(visible > 0, age, 0)",
    label: "seconds",
    period: FIVE_MINUTES,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM }),
      age: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
    },
  });
