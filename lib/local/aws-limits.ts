/** Limits of AWS that the twin keeps. Tests make them small. */
export interface AwsLimits {
  /**
   * How often a chain of messages may invoke the same function
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
   */
  chainInvocations: number;
  /**
   * How many invocations of all functions may run at a time. A new account may have as few as 10
   * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
   */
  accountConcurrency: number;
  /**
   * How many batches of a queue a function works on at first, and how many more each minute while messages wait
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
   */
  firstBatches: number;
  batchesPerMinute: number;
  /**
   * The most messages of a queue in flight
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html). FIFO queues have the
   * same limit
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html).
   */
  messagesInFlight: number;
  /**
   * The number of messages at the head of a FIFO queue among which SQS looks for message groups
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html).
   */
  fifoLookAhead: number;
  /**
   * A message group with fewer messages in flight is not noisy because of their share
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html).
   */
  noisyInFlight: number;
}

/** The limits as AWS documents them. */
export const AWS_LIMITS: AwsLimits = {
  chainInvocations: 16,
  accountConcurrency: 1_000,
  firstBatches: 5,
  batchesPerMinute: 300,
  messagesInFlight: 120_000,
  fifoLookAhead: 120_000,
  noisyInFlight: 30,
};
