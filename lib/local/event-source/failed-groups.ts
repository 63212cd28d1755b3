import { isFifo } from "../aws/sqs/queue-attributes.ts";
import type { SourceMessage } from "./sqs-event.ts";

/** The message groups of a FIFO queue that have a failed message in a batch. */
export interface FailedGroups {
  add(failed: SourceMessage[]): void;
  /** Is this a message of such a group? */
  include(message: SourceMessage): boolean;
}

/**
 * A batch with large messages takes several invocations. After a failed message of a FIFO queue, the later messages of
 * its group must not be in the next invocation: all retries of the failed message come first
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). Standard queues have no order.
 */
export function failedGroups(queueArn: string): FailedGroups {
  const groups = new Set<string>();
  return {
    add(failed) {
      if (isFifo(queueArn)) for (const message of failed) groups.add(groupOf(message));
    },
    include: (message) => groups.has(groupOf(message)),
  };
}

const groupOf = ({ Attributes }: SourceMessage): string => Attributes?.MessageGroupId ?? "";
