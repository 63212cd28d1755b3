/**
 * Messages of a queue that carry an event's data: one line of JSON, a line feed, then the data as the raw text that came
 * in. So the data isn't escaped a second time, and large JSON is never parsed on the way.
 *
 * SQS rejects U+FFFE and U+FFFF, which a JSON string may contain
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). Data with a character
 * that SQS might reject travels as base64.
 */
export type Encoding = "text" | "base64";

/** Makes a function that encodes messages. It encodes data once for successive messages with the same data. */
export function messageEncoder(): (head: object, data: string) => string {
  let kept = encodedData("");

  return function encode(head, data) {
    if (kept.data !== data) kept = encodedData(data);
    return `${JSON.stringify({ v: 1, encoding: kept.encoding, ...head })}\n${kept.text}`;
  };
}

const encodedData = (data: string): { data: string; encoding: Encoding; text: string } =>
  PLAIN.test(data)
    ? { data, encoding: "text", text: data }
    : { data, encoding: "base64", text: Buffer.from(data).toString("base64") };

/** Text of the Basic Multilingual Plane that SQS accepts. */
const PLAIN = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/;

/** The members that every message has. */
export interface MessageHead {
  v: 1;
  encoding: Encoding;
}

/**
 * Decodes a message.
 *
 * @param isHead checks the first line, as parsed JSON
 * @returns undefined if the text isn't such a message
 */
export function decodedMessage<H>(
  body: string,
  isHead: (head: object) => boolean,
): { head: H & MessageHead; data: string } | undefined {
  const lineEnd = body.indexOf("\n");
  const head = lineEnd < 0 ? undefined : headIn(body.slice(0, lineEnd));
  if (!head || !isHead(head)) return undefined;
  const text = body.slice(lineEnd + 1);
  const data = head.encoding === "base64" ? Buffer.from(text, "base64").toString() : text;
  return { head: head as H & MessageHead, data };
}

function headIn(line: string): MessageHead | undefined {
  try {
    const head: Partial<MessageHead> | null = JSON.parse(line);
    const known = head?.v === 1 && (head.encoding === "text" || head.encoding === "base64");
    return known ? (head as MessageHead) : undefined;
  } catch {
    return undefined;
  }
}
