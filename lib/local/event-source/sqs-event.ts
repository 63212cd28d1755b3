/** A received message, as the SQS API returns it. */
export interface SourceMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, MessageAttributeValue>;
}

interface MessageAttributeValue {
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

/** Builds the event of an SQS event source mapping (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
export function toSqsEvent(messages: SourceMessage[], queueArn: string, region: string): { Records: object[] } {
  return { Records: messages.map((message) => sqsRecord(message, queueArn, region)) };
}

/** The trace headers of the invocations that sent these messages. */
export const traceHeadersOf = (messages: SourceMessage[]): string[] =>
  messages.flatMap(({ Attributes }) => Attributes?.AWSTraceHeader ?? []);

function sqsRecord(message: SourceMessage, queueArn: string, region: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, messageAttribute(value)]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function messageAttribute({ StringValue, BinaryValue, DataType }: MessageAttributeValue): object {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
