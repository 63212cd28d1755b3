/**
 * The messages of a queue. SQS counts approximately: a count is right within about a minute after messages stop coming and
 * going. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/confirm-queue-is-empty.html
 */
export interface QueueDepth {
  /** Those that a function may take. */
  visible: number;
  /**
   * Those that a function has taken, and hasn't deleted or handed back yet. A message that is handed back with a visibility
   * timeout stays among them until the time is over.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
   */
  notVisible: number;
  /** Those that were sent with a delay that isn't over. */
  delayed: number;
}

export interface QueueGauge {
  measure(): Promise<QueueDepth>;
}

/** The queues that events and deliveries pass through. */
export interface FlightQueues {
  intake: QueueGauge;
  fanOut: QueueGauge;
  deliveries: QueueGauge;
  ordered: QueueGauge;
  retries: QueueGauge;
}

/** What is on its way. Deliveries that are held or parked are in no queue. */
export interface InFlight {
  /** Events, and pages of events with many deliveries, whose deliveries aren't queued yet. */
  matching: number;
  /** Deliveries that may be sent, and that no function has taken yet. */
  waiting: number;
  /** Deliveries that a function has taken for their first attempt, or in their turn. */
  sending: number;
  /** Deliveries that wait for their next attempt, or whose next attempt is being made. */
  retrying: number;
}

export async function inFlight(queues: FlightQueues): Promise<InFlight> {
  const { intake, fanOut, deliveries, ordered, retries } = queues;
  const depths = await Promise.all([intake, fanOut, deliveries, ordered, retries].map((queue) => queue.measure()));
  const [events = NONE, pages = NONE, quick = NONE, inOrder = NONE, patient = NONE] = depths;
  return {
    matching: all(events) + all(pages),
    waiting: quick.visible + quick.delayed + inOrder.visible + inOrder.delayed + patient.visible,
    sending: quick.notVisible + inOrder.notVisible,
    retrying: patient.notVisible + patient.delayed,
  };
}

const NONE: QueueDepth = { visible: 0, notVisible: 0, delayed: 0 };

const all = ({ visible, notVisible, delayed }: QueueDepth): number => visible + notVisible + delayed;
