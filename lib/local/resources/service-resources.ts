import { z } from "zod";
import type { LocalAws } from "../aws/local-aws.ts";
import type { TemplateResource } from "../template/assembly.ts";
import type { Handlers } from "../template/deploy-template.ts";
import { checkedProperties, ignored, number, type Plan, physicalName, policyDocument } from "./plan.ts";

interface Place {
  region: string;
  accountId: string;
}

/** Creates the handlers of the resources in the local AWS services: queues, tables, secrets and buses. */
export function serviceHandlers(aws: LocalAws, plan: Plan, { region, accountId }: Place): Handlers {
  const createTable: Handlers[string] = async (properties, resource) => {
    const given = properties.TableName as string | undefined;
    const name = physicalName(resource, given);
    const streamArn = await aws.createTable({ ...properties, TableName: name });
    const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
    const { KeySchema, TimeToLiveSpecification: ttl } = expirySchema.parse(properties);
    const keys = KeySchema.map(({ AttributeName }) => AttributeName);
    if (ttl?.Enabled && ttl.AttributeName)
      plan.expiringTables.push({ name, arn, keys, ttlAttribute: ttl.AttributeName });
    return { ref: name, attributes: { Arn: arn, TableId: name, ...(streamArn && { StreamArn: streamArn }) } };
  };

  return {
    "AWS::SQS::Queue": async (properties, resource) => {
      const { QueueName, ...attributes } = checkedProperties(queueSchema, properties);
      const name = QueueName ?? generatedName(resource, attributes.FifoQueue);
      const { url, arn } = await aws.createQueue(name, queueAttributes(attributes));
      plan.queues.set(arn, url);
      return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    },

    "AWS::SQS::QueuePolicy": (properties, resource) => {
      const { Queues, PolicyDocument } = checkedProperties(queuePolicySchema, properties);
      plan.queuePolicies.push({ queueUrls: Queues, statements: PolicyDocument.Statement });
      return { ref: physicalName(resource, undefined) };
    },

    "AWS::DynamoDB::Table": createTable,
    "AWS::DynamoDB::GlobalTable": createTable,

    "AWS::SecretsManager::Secret": async (properties, resource) => {
      const { Name, GenerateSecretString, SecretString } = checkedProperties(secretSchema, properties);
      const name = physicalName(resource, Name);
      const { arn, value } = await aws.createSecret(name, { generate: GenerateSecretString, value: SecretString });
      plan.secrets.set(arn, value);
      return { ref: arn, attributes: { Id: arn } };
    },

    "AWS::Events::EventBus": async (properties) => {
      const { Name } = checkedProperties(busSchema, properties);
      await aws.createBus(Name);
      return { ref: Name, attributes: { Name, Arn: `arn:aws:events:${region}:${accountId}:event-bus/${Name}` } };
    },
  };
}

/** The table properties that the sweep of expired rows needs. The database checks the rest. */
const expirySchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string() })),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const queueSchema = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: z.literal(true).optional(),
  DeduplicationScope: z.string().optional(),
  FifoThroughputLimit: z.string().optional(),
  DelaySeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  VisibilityTimeout: number.optional(),
  RedrivePolicy: z.record(z.string(), z.unknown()).optional(),
  RedriveAllowPolicy: z.record(z.string(), z.unknown()).optional(),
  SqsManagedSseEnabled: z.boolean().optional(),
  Tags: ignored,
});

const queuePolicySchema = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: policyDocument });

/**
 * The name of a FIFO queue ends with `.fifo`. CloudFormation adds the suffix only to names that it generates
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html).
 */
const generatedName = (resource: TemplateResource, isFifo = false): string =>
  physicalName(resource, undefined) + (isFifo ? ".fifo" : "");

/** The API's attributes have the same names as the template's properties, but all their values are strings. */
function queueAttributes({ Tags, ...properties }: Omit<z.output<typeof queueSchema>, "QueueName">) {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) attributes[name] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return attributes;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
const secretSchema = z.strictObject({
  Name: z.string().optional(),
  Description: ignored,
  GenerateSecretString: z.record(z.string(), z.unknown()).optional(),
  SecretString: z.string().optional(),
  Tags: ignored,
});

const busSchema = z.strictObject({ Name: z.string(), Description: ignored, Tags: ignored });
