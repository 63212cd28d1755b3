import { z } from "zod";
import { AwsError } from "../aws-error.ts";

export const batchOf = <Entry extends z.ZodRawShape>(entry: Entry) =>
  z.object({ QueueUrl: z.string().optional(), Entries: z.array(z.object({ Id: z.string(), ...entry })).default([]) });

interface BatchAnswer {
  Successful: object[];
  Failed: object[];
}

/**
 * Runs each entry separately. An `AwsError` fails only the entry that throws it
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html). Throws an `AwsError`
 * when the batch as a whole is invalid.
 */
export function runBatch<Entry extends { Id: string }>(entries: Entry[], run: (entry: Entry) => object): BatchAnswer {
  checkEntries(entries);
  const answer: BatchAnswer = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      answer.Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer.Failed.push({ Id: entry.Id, SenderFault: true, Code: error.type, Message: error.message });
    }
  }
  return answer;
}

function checkEntries(entries: { Id: string }[]): void {
  const ids = entries.map(({ Id }) => Id);
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (ids.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain letters, digits, hyphens, underscores.",
    );
  }
}
