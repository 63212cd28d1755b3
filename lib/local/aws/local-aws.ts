import { watchDisk } from "../disk-full.ts";
import type { Meter } from "../meter.ts";
import { type AnswerCall, type Authorize, authorizing, callAnswers } from "./aws-calls.ts";
import { type AwsCaller, type Backend, callerOf, localBackend } from "./backend.ts";
import { permissionsFor } from "./call-permissions.ts";
import { ensureTable } from "./dynamodb/ensure-table.ts";
import type { ShardReader, WantsKey } from "./dynamodb/stream-log.ts";
import { parseTableProperties } from "./dynamodb/table-properties.ts";
import { tableShapeOf } from "./dynamodb/table-shape.ts";
import { createTableStreams, type TableStreams } from "./dynamodb/table-streams.ts";
import { createEventBridge } from "./events/event-bridge.ts";
import type { Rule } from "./events/event-rules.ts";
import type { SendToQueue } from "./events/invocation-dispatcher.ts";
import { openFrontDoor } from "./front-door.ts";
import type { PolicyStatement } from "./iam.ts";
import { openDynamoDb, openSqs } from "./open-backends.ts";
import { createPrincipals, type PrincipalCredentials, type UsedPermission } from "./principals.ts";
import { ensureSecret, type SecretSource } from "./secrets/ensure-secret.ts";
import { createSecretsManager } from "./secrets/secrets-manager.ts";
import type { PublishInput } from "./sns/publish-input.ts";
import { createSns, type Mail } from "./sns/sns.ts";
import type { SqsLimits } from "./sqs/due-messages.ts";
import { ensureQueue } from "./sqs/ensure-queue.ts";

export interface LocalAwsOptions {
  dataDir: string;
  region: string;
  accountId: string;
  /** Port of the front door. 0 or undefined picks a free one. */
  port?: number | undefined;
  /** Waits before EventBridge's second, third … try to reach a target, in milliseconds. The default is its own. */
  retryWaitsMs?: readonly number[] | undefined;
  /** Called with one line for each problem of a service. */
  warn?(line: string): void;
  /** Called when a service can't store anything more, because the disk is full. */
  diskFull?(): void;
  /** Gets each message that SNS sends to an email address. */
  mail?(mail: Mail): void;
  meter?: Pick<Meter, "backend"> | undefined;
  /** Limits of the local SQS. The default is AWS's. */
  limits?: SqsLimits | undefined;
}

export interface LocalAws {
  /**
   * `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL_SQS`, `…_DYNAMODB`, `…_SECRETS_MANAGER`, `…_EVENTBRIDGE`
   * and `…_SNS` (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
   */
  endpoint: string;
  /** Answers a call to the endpoint from this process. */
  answerCall: AnswerCall;
  /** Adds a caller that has only these permissions. Throws on a statement that is not supported. */
  addPrincipal(name: string, statements: readonly PolicyStatement[]): PrincipalCredentials;
  /** Calls SQS from this process, with the permissions of an access key. Without a key, the operator calls. */
  sqsCaller(accessKeyId?: string): AwsCaller;
  /**
   * Takes the resolved properties of an `AWS::DynamoDB::Table` or `GlobalTable`. Updates the indexes of an existing one.
   * Resolves with the ARN of the table's stream, if it has one.
   */
  createTable(properties: unknown): Promise<string | undefined>;
  /**
   * Opens the shards of a stream for an event source mapping, with the permissions of an access key. Throws unless there
   * is such a stream, and the key may read it.
   */
  openStream(arn: string, accessKeyId: string, wants: WantsKey): ShardReader[];
  /** An existing queue gets these attributes. Its policy is not evaluated here. */
  createQueue(name: string, attributes: Record<string, string>): Promise<{ url: string; arn: string }>;
  /** An existing secret keeps its value. Resolves with the current value. */
  createSecret(name: string, source: SecretSource): Promise<{ arn: string; value: string }>;
  createBus(name: string): Promise<void>;
  /** Rejects on a pattern that is not supported. */
  putRule(rule: Rule): Promise<void>;
  /** Resolves with the topic's ARN. */
  createTopic(name: string): Promise<string>;
  /** Subscribes an email address to a topic. */
  subscribe(topicArn: string, address: string): Promise<void>;
  /** Publishes a message as a service of AWS. Rejects with SNS's error. */
  publish(message: PublishInput): Promise<void>;
  /** The permissions that principals have used so far. */
  usage(): UsedPermission[];
  /** Closes everything, within a second. */
  stop(): Promise<void>;
}

/** A part that is closed at the end. */
interface Stoppable {
  stop(): unknown;
}

/**
 * Starts the AWS services that the application uses: DynamoDB (a child process), SQS, Secrets Manager, EventBridge and
 * SNS. Other programs call them over HTTP, and functions send their calls to this thread as messages. Both ways identify the
 * caller and check its permissions. If `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL_SQS` is set, that server is used
 * instead of the local one.
 *
 * Rejects with `CannotStart`, whose message is ready to print.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const opened: Stoppable[] = [];
  async function stop(): Promise<void> {
    for (const one of opened.splice(0).reverse()) await one.stop();
  }
  function keep<Opened extends Stoppable>(one: Opened): Opened {
    opened.push(one);
    return one;
  }
  try {
    return { ...(await open(options, keep)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  options: LocalAwsOptions,
  keep: <Opened extends Stoppable>(one: Opened) => Opened,
): Promise<Omit<LocalAws, "stop">> {
  const { dataDir, region, accountId, limits, warn = () => undefined } = options;
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl, AWS_ENDPOINT_URL_SQS: sqsUrl } = process.env;
  const principals = createPrincipals();
  let endpoint = "";
  const sqs = keep(openSqs({ dataDir, region, accountId, endpoint: () => endpoint, limits }, sqsUrl));
  const secrets = keep(createSecretsManager({ dataDir, region, accountId }));
  const callSqs = callerOf("sqs", region, sqs.backend);
  const meteredSqs = watched("sqs", sqs.backend, options);
  const events = keep(createEventBridge({ ...options, warn, send: queueSender(callerOf("sqs", region, meteredSqs)) }));
  const sns = createSns({ region, accountId, deliver: options.mail ?? (() => undefined) });
  const dynamodb = keep(await openDynamoDb(dataDir, dynamoDbUrl, warn));
  const streams = createTableStreams(dynamodb.backend, region);
  const backends = {
    dynamodb: watched("dynamodb", streams.backend, options),
    sqs: meteredSqs,
    secretsmanager: watched("secretsmanager", localBackend(secrets.service), options),
    events: watched("events", localBackend(events.service), options),
    sns: watched("sns", localBackend(sns.service), options),
  };
  const callDynamoDb = callerOf("dynamodb", region, backends.dynamodb);
  const callSecrets = callerOf("secretsmanager", region, backends.secretsmanager);
  const arns = { region, accountId, findSecretArn: secrets.findArn };
  const authorize: Authorize = (accessKeyId, call) =>
    principals.authorize(accessKeyId, () => permissionsFor(call, arns));
  const answerCall = callAnswers(backends, authorize);
  const door = await openFrontDoor(answerCall, options.port);
  endpoint = keep(door).endpoint;
  return {
    endpoint,
    answerCall,
    addPrincipal: principals.add,
    sqsCaller: (accessKeyId = "") => callerOf("sqs", region, authorizing(backends.sqs, authorize, accessKeyId)),
    createTable: (properties) => ensureTable(callDynamoDb, properties).then(() => streamOf(streams, properties, arns)),
    openStream(arn, accessKeyId, wants) {
      principals.authorize(accessKeyId, () => readPermissions(arn));
      const stream = streams.find(arn);
      if (!stream) throw new Error(`the template has no stream ${arn}`);
      return stream.open(wants);
    },
    createQueue: (name, attributes) => ensureQueue(callSqs, endpoint, name, attributes),
    createSecret: (name, source) => ensureSecret(callSecrets, name, source),
    createBus: async (name) => events.addBus(name),
    putRule: async (rule) => events.putRule(rule),
    createTopic: async (name) => sns.addTopic(name),
    subscribe: async (topicArn, address) => sns.subscribe(topicArn, address),
    publish: async (message) => void sns.publish(message),
    usage: principals.usage,
  };
}

function watched(service: string, backend: Backend, { meter, diskFull = () => undefined }: LocalAwsOptions): Backend {
  const metered = meter?.backend(service, backend) ?? backend;
  return watchDisk(metered, diskFull);
}

/** Gives a table its stream, if its properties ask for one. Returns the stream's ARN. */
function streamOf(
  streams: TableStreams,
  properties: unknown,
  { region, accountId }: { region: string; accountId: string },
): string | undefined {
  const { name, shape } = tableShapeOf(properties);
  const { StreamSpecification } = parseTableProperties(properties);
  return StreamSpecification && streams.enable(name, `arn:aws:dynamodb:${region}:${accountId}:table/${name}`, shape);
}

/** What Lambda needs to read a stream: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const readPermissions = (resource: string) =>
  ["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"].map((operation) => ({
    action: `dynamodb:${operation}`,
    resource,
  }));

/** Sends events to the queues of rules. */
const queueSender =
  (callSqs: AwsCaller): SendToQueue =>
  async ({ url: QueueUrl }, MessageBody, attributes = {}) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    await callSqs("SendMessage", { QueueUrl, MessageBody, MessageAttributes });
  };
