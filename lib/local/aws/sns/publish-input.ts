import { z } from "zod";
import { AwsError } from "../aws-error.ts";

/** The parameters of `Publish` that the twin supports. It refuses any other one, rather than send something else. */
export const publishInput = z.looseObject({
  TopicArn: z.string().optional(),
  Subject: z.string().optional(),
  Message: z.string().default(""),
});

export type PublishInput = z.output<typeof publishInput>;

/** Message and subject together: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LARGEST_BYTES = 262_144;

/** Throws what SNS answers to a message that it refuses. */
export function checkPublish({ TopicArn, Subject, Message, ...others }: PublishInput): void {
  const [unsupported] = Object.keys(others);
  if (unsupported) throw new AwsError("InvalidParameter", `The twin does not support the parameter ${unsupported}`);
  if (!TopicArn) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (Message === "") throw invalid("Empty message");
  if (Buffer.byteLength(Message) + Buffer.byteLength(Subject ?? "") > LARGEST_BYTES) throw invalid("Message too long");
  if (Subject !== undefined && !isSubject(Subject)) throw invalid("Subject");
}

const invalid = (reason: string): AwsError => new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

/**
 * Less than 100 characters, without line breaks or control characters
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). Earlier versions of that page demand ASCII text that
 * doesn't begin with a blank. The twin demands it too, so that a subject that it takes is valid either way.
 */
const isSubject = (text: string): boolean => /^[!-~][ -~]{0,98}$/.test(text);
