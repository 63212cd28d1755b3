import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import { checkPublish, type PublishInput, publishInput } from "./publish-input.ts";

/** A message to one email address. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export interface SnsOptions {
  region: string;
  accountId: string;
  /** Gets each message, once for each address that subscribes to the topic. */
  deliver(mail: Mail): void;
}

export interface Sns {
  service: Service;
  /** Adds a topic. Returns its ARN. */
  addTopic(name: string): string;
  /** Subscribes an address. On AWS, its owner confirms the subscription first. Throws if there is no such topic. */
  subscribe(topicArn: string, address: string): void;
  /** Publishes a message, as the operation `Publish` does. */
  publish(message: PublishInput): { MessageId: string };
}

/** The subject of a message that has none. */
const NO_SUBJECT = "AWS Notification Message";

/** Creates a local SNS: `Publish`, and topics whose subscribers are email addresses. Stores nothing. */
export function createSns({ region, accountId, deliver }: SnsOptions): Sns {
  const topics = new Map<string, Set<string>>();

  function addressesOf(topicArn: string): Set<string> {
    const addresses = topics.get(topicArn);
    if (addresses) return addresses;
    throw new AwsError("NotFound", "Topic does not exist", 404);
  }

  function publish(message: PublishInput): { MessageId: string } {
    checkPublish(message);
    const { TopicArn = "", Subject: subject = NO_SUBJECT, Message: text } = message;
    for (const to of addressesOf(TopicArn)) deliver({ to, subject, text });
    return { MessageId: randomUUID() };
  }

  return {
    service: { Publish: operation(publishInput, publish) },
    publish,
    addTopic(name) {
      const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
      if (!topics.has(arn)) topics.set(arn, new Set());
      return arn;
    },
    subscribe: (topicArn, address) => void addressesOf(topicArn).add(address),
  };
}
