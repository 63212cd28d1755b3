import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import {
  deliverEnv,
  eraseEnv,
  fanOutEnv,
  ingestEnv,
  recoverEnv,
  replayEnv,
  resealEnv,
  settleEnv,
  wakeEnv,
} from "../../../lib/contract/env.ts";
import { SLICE_LEASE_MS } from "../../../lib/core/health/release.ts";
import { grantsOf, loopsOf, templateOf } from "../synthesis.ts";

describe("the queues", () => {
  it("redrive a delivery after three receives, keep it for 14 days and encrypt it", () => {
    const template = templateOf("pipeline");
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-deliveries",
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: Match.anyValue() },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-retries",
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: Match.anyValue() },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-dead-letters",
      RedriveAllowPolicy: { redrivePermission: "byQueue", sourceQueueArns: [Match.anyValue(), Match.anyValue()] },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-replays",
      VisibilityTimeout: 90,
      RedrivePolicy: {
        maxReceiveCount: 10,
        deadLetterTargetArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^ReplaysDeadLetters"), "Arn"] },
      },
    });
    template.resourceCountIs("AWS::SQS::Queue", 16);
    template.allResourcesProperties("AWS::SQS::Queue", {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });

  it("keep ordered deliveries in a FIFO queue that redrives nothing, with quotas for each lane", () => {
    templateOf("pipeline").hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-ordered.fifo",
      FifoQueue: true,
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
      ContentBasedDeduplication: Match.absent(),
      VisibilityTimeout: 360,
      RedrivePolicy: Match.absent(),
    });
  });

  it("reject plain HTTP", () => {
    const policies = Object.values(templateOf("pipeline").findResources("AWS::SQS::QueuePolicy"));
    expect(policies).toHaveLength(16);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "sqs:*",
          Principal: { AWS: "*" },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    }
  });

  it.each([
    [300, 330, 360],
    [30, 60, 90],
  ])("hide retries long enough for a time limit of %d s", (maxTimeoutSeconds, timeout, visibility) => {
    const template = templateOf("pipeline", { maxTimeoutSeconds });
    template.hasResourceProperties("AWS::Lambda::Function", { FunctionName: "posthorn-dev-retry", Timeout: timeout });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-retries",
      VisibilityTimeout: visibility,
    });
  });

  it("give ordered the time of retry", () => {
    const template = templateOf("pipeline", { maxTimeoutSeconds: 30 });
    template.hasResourceProperties("AWS::Lambda::Function", { FunctionName: "posthorn-dev-ordered", Timeout: 60 });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-ordered.fifo",
      VisibilityTimeout: 90,
    });
  });

  it.each([
    [300, 50, 80],
    [30, 50, 80],
    [5, 25, 55],
  ])("repair a crash of the quick lane soon, with a time limit of %d s", (maxTimeoutSeconds, timeout, visibility) => {
    const template = templateOf("pipeline", { maxTimeoutSeconds });
    template.hasResourceProperties("AWS::Lambda::Function", { FunctionName: "posthorn-dev-deliver", Timeout: timeout });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-deliveries",
      VisibilityTimeout: visibility,
    });
    expect(visibility).toBeLessThanOrEqual(120);
  });

  it("feed deliver, retry, ordered and settle in batches of ten, with partial batch responses and a maximum concurrency", () => {
    const template = templateOf("pipeline", { deliveryConcurrency: "7" });
    template.resourceCountIs("AWS::Lambda::EventSourceMapping", 11);
    template.resourcePropertiesCountIs(
      "AWS::Lambda::EventSourceMapping",
      { FunctionResponseTypes: ["ReportBatchItemFailures"] },
      10,
    );
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
      ScalingConfig: { MaximumConcurrency: 7 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Deliver") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("Deliveries"), "Arn"] },
    });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 7 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Retry") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("Retries"), "Arn"] },
    });
    // Lambda refuses a window for a FIFO queue.
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
      ScalingConfig: { MaximumConcurrency: 7 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Ordered") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("QueuesOrdered"), "Arn"] },
    });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      FunctionName: { Ref: Match.stringLikeRegexp("^Settle") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("DeadLetters"), "Arn"] },
    });
  });
});

describe("the queue of fan-out pages", () => {
  it("feeds fan-out one page at a time, and keeps a page that fails for a day", () => {
    const template = templateOf("pipeline");
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionName: { Ref: Match.stringLikeRegexp("^FanOutFunction") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^FanOutsPages"), "Arn"] },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-fan-out",
      VisibilityTimeout: 90,
      RedrivePolicy: {
        maxReceiveCount: 100,
        deadLetterTargetArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^FanOutsDeadLetters"), "Arn"] },
      },
    });
  });
});

describe("the queue of replays", () => {
  it("feeds replay one slice at a time", () => {
    templateOf("pipeline").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Replay") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^ReplaysSlices"), "Arn"] },
    });
  });
});

describe("the queue of deletions", () => {
  it("feeds erase one slice at a time", () => {
    templateOf("pipeline").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Erase") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^DeletionsSlices"), "Arn"] },
    });
  });

  it("lets the erasure begin when every function that knew the tenant has ended", () => {
    const template = templateOf("pipeline");
    const timeouts = Object.values(template.findResources("AWS::Lambda::Function")).map(
      (one) => one.Properties.Timeout,
    );
    expect(Number(environmentOf("erase", {}).ERASE_AFTER_SECONDS)).toBeGreaterThanOrEqual(Math.max(...timeouts) + 60);
  });
});

describe("the bus", () => {
  const deadLetters = { "Fn::GetAtt": [Match.stringLikeRegexp("^IntakeDeadLetters"), "Arn"] };

  it("sends every event except Posthorn's own to a queue, with retries and a dead-letter queue", () => {
    const template = templateOf("pipeline");
    template.hasResourceProperties("AWS::Events::EventBus", { Name: "posthorn-dev" });
    template.hasResourceProperties("AWS::Events::Rule", {
      EventBusName: { Ref: Match.stringLikeRegexp("^IntakeBus") },
      EventPattern: { source: [{ "anything-but": ["posthorn"] }] },
      Targets: [
        Match.objectLike({
          Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^IntakeQueue"), "Arn"] },
          InputPath: Match.absent(),
          InputTransformer: Match.absent(),
          DeadLetterConfig: { Arn: deadLetters },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    template.hasOutput("BusName", {});
  });

  it("reaches ingest in batches, and the dead-letter queue after 50 receives", () => {
    const template = templateOf("pipeline");
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 20 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Ingest") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^IntakeQueue"), "Arn"] },
    });
    template.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "posthorn-dev-intake",
      VisibilityTimeout: 59,
      RedrivePolicy: { maxReceiveCount: 50, deadLetterTargetArn: deadLetters },
    });
    template.hasResourceProperties("AWS::SQS::Queue", { QueueName: "posthorn-dev-intake-dead-letters" });
    template.resourceCountIs("AWS::Lambda::EventInvokeConfig", 0);
  });

  it("may send to its two queues for this rule only", () => {
    const template = templateOf("pipeline");
    const rules = Object.keys(template.findResources("AWS::Events::Rule"));
    const policies = Object.values(template.findResources("AWS::SQS::QueuePolicy"));
    const allowed = policies.flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow"),
    );
    expect(allowed).toHaveLength(2);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": [rules[0], "Arn"] } } },
        Resource: { "Fn::GetAtt": [expect.stringMatching(/^Intake(Queue|DeadLetters)/), "Arn"] },
      });
    }
  });
});

describe("the functions", () => {
  it("run on Node 24 on arm64, and log to their own group with a limited retention", () => {
    const template = templateOf("pipeline");
    template.resourceCountIs("AWS::Lambda::Function", 12);
    template.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    template.resourceCountIs("AWS::Logs::LogGroup", 12);
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  it.each([
    ["info", "WARN", "INFO"],
    ["debug", "INFO", "DEBUG"],
    // Lambda takes a line of metrics for INFO, and would drop it at a higher level.
    ["error", "WARN", "INFO"],
  ])(
    "with logLevel %s, log what Lambda says at %s and lines without a level at %s",
    (logLevel, system, application) => {
      templateOf("pipeline", { logLevel }).allResourcesProperties("AWS::Lambda::Function", {
        LoggingConfig: { LogFormat: "JSON", SystemLogLevel: system, ApplicationLogLevel: application },
      });
    },
  );

  it("may invoke themselves through their queues only where Posthorn bounds the loop", () => {
    const template = templateOf("pipeline");
    const functions = Object.values(template.findResources("AWS::Lambda::Function"));
    const allowed = functions.filter(({ Properties }) => Properties.RecursiveLoop === "Allow");
    expect(allowed.map(({ Properties }) => Properties.FunctionName).sort()).toEqual(loopsOf(template));
    expect(loopsOf(template)).toEqual([
      "posthorn-dev-erase",
      "posthorn-dev-fan-out",
      "posthorn-dev-ordered",
      "posthorn-dev-replay",
      "posthorn-dev-reseal",
      "posthorn-dev-retry",
      "posthorn-dev-settle",
      "posthorn-dev-wake",
    ]);
  });

  it.each([
    ["ingest", ingestEnv],
    ["fan-out", fanOutEnv],
    ["deliver", deliverEnv],
    ["retry", deliverEnv],
    ["ordered", deliverEnv],
    ["settle", settleEnv],
    ["replay", replayEnv],
    ["wake", wakeEnv],
    ["recover", recoverEnv],
    ["reseal", resealEnv],
    ["erase", eraseEnv],
  ])("give %s its environment", (name, keys) => {
    const variables = environmentOf(name, {});
    expect(
      Object.keys(variables)
        .filter((key) => !key.startsWith("POWERTOOLS_"))
        .sort(),
    ).toEqual([...keys].sort());
  });

  it("reserve no concurrency by default, because a new account may have only 10", () => {
    const Properties = { ReservedConcurrentExecutions: Match.absent() };
    templateOf("pipeline").allResourcesProperties("AWS::Lambda::Function", Properties);
  });

  it("reserve the concurrency that an option asks for", () => {
    const template = templateOf("pipeline", { reservedConcurrency: "ingest:100,deliver:260,fan-out:20" });
    const counts = Object.values(template.findResources("AWS::Lambda::Function")).map(({ Properties }) => [
      Properties.FunctionName,
      Properties.ReservedConcurrentExecutions,
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      "posthorn-dev-ingest": 100,
      "posthorn-dev-fan-out": 20,
      "posthorn-dev-deliver": 260,
      "posthorn-dev-retry": undefined,
      "posthorn-dev-ordered": undefined,
      "posthorn-dev-settle": undefined,
      "posthorn-dev-replay": undefined,
      "posthorn-dev-wake": undefined,
      "posthorn-dev-reseal": undefined,
      "posthorn-dev-erase": undefined,
    });
  });

  it("pass the options on", () => {
    const context = {
      stage: "prod",
      retentionDays: 3,
      retryWaits: "1,2",
      allowedAddresses: "127.0.0.0/8,::1/128",
      allowHttp: "true",
      apiHosts: "hooks.example.com,api.example.com",
      maxTimeoutSeconds: 20,
      logLevel: "warn",
    };
    expect(environmentOf("deliver", context)).toMatchObject({
      RETENTION_DAYS: "3",
      RETRY_WAITS: "1,2",
      ALLOWED_ADDRESSES: "127.0.0.0/8,::1/128",
      ALLOW_HTTP: "true",
      API_HOSTS: "hooks.example.com,api.example.com",
      MAX_TIMEOUT_SECONDS: "20",
      POWERTOOLS_LOG_LEVEL: "WARN",
    });
  });
});

describe("the grants", () => {
  const subscriptionSecrets =
    "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:posthorn/dev/subscriptions/*";

  it.each([
    [
      "ingest",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "secretsmanager:GetSecretValue on SecretsAdminKey",
        "sqs:ChangeMessageVisibility on IntakeQueue",
        "sqs:DeleteMessage on IntakeQueue",
        "sqs:GetQueueAttributes on IntakeQueue",
        "sqs:ReceiveMessage on IntakeQueue",
        "sqs:SendMessage on FanOutsPages",
        "sqs:SendMessage on QueuesDeliveries",
        "sqs:SendMessage on QueuesOrdered",
      ],
    ],
    [
      "fan-out",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "sqs:ChangeMessageVisibility on FanOutsPages",
        "sqs:DeleteMessage on FanOutsPages",
        "sqs:GetQueueAttributes on FanOutsPages",
        "sqs:ReceiveMessage on FanOutsPages",
        "sqs:SendMessage on FanOutsPages",
        "sqs:SendMessage on QueuesDeliveries",
      ],
    ],
    [
      "deliver",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "events:PutEvents on IntakeBus",
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        `secretsmanager:GetSecretValue on ${subscriptionSecrets}`,
        "sqs:ChangeMessageVisibility on QueuesDeliveries",
        "sqs:DeleteMessage on QueuesDeliveries",
        "sqs:GetQueueAttributes on QueuesDeliveries",
        "sqs:ReceiveMessage on QueuesDeliveries",
        "sqs:SendMessage on QueuesOrdered",
        "sqs:SendMessage on QueuesRetries",
        "sqs:SendMessage on WakesSlices",
      ],
    ],
    [
      "retry",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "events:PutEvents on IntakeBus",
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        `secretsmanager:GetSecretValue on ${subscriptionSecrets}`,
        "sqs:ChangeMessageVisibility on QueuesRetries",
        "sqs:DeleteMessage on QueuesRetries",
        "sqs:GetQueueAttributes on QueuesRetries",
        "sqs:ReceiveMessage on QueuesRetries",
        "sqs:SendMessage on QueuesOrdered",
        "sqs:SendMessage on QueuesRetries",
        "sqs:SendMessage on WakesSlices",
      ],
    ],
    [
      "ordered",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "events:PutEvents on IntakeBus",
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        `secretsmanager:GetSecretValue on ${subscriptionSecrets}`,
        "sqs:ChangeMessageVisibility on QueuesOrdered",
        "sqs:DeleteMessage on QueuesOrdered",
        "sqs:GetQueueAttributes on QueuesOrdered",
        "sqs:ReceiveMessage on QueuesOrdered",
        "sqs:SendMessage on QueuesOrdered",
        "sqs:SendMessage on WakesSlices",
      ],
    ],
    [
      "settle",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "events:PutEvents on IntakeBus",
        "sqs:ChangeMessageVisibility on QueuesDeadLetters",
        "sqs:DeleteMessage on QueuesDeadLetters",
        "sqs:GetQueueAttributes on QueuesDeadLetters",
        "sqs:ReceiveMessage on QueuesDeadLetters",
        "sqs:SendMessage on QueuesRetries",
      ],
    ],
    [
      "replay",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        "sqs:DeleteMessage on ReplaysSlices",
        "sqs:GetQueueAttributes on ReplaysSlices",
        "sqs:ReceiveMessage on ReplaysSlices",
        "sqs:SendMessage on QueuesDeliveries",
        "sqs:SendMessage on QueuesOrdered",
        "sqs:SendMessage on ReplaysSlices",
      ],
    ],
    [
      "wake",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/due",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        "sqs:DeleteMessage on WakesSlices",
        "sqs:GetQueueAttributes on WakesSlices",
        "sqs:ReceiveMessage on WakesSlices",
        "sqs:SendMessage on QueuesOrdered",
        "sqs:SendMessage on QueuesRetries",
        "sqs:SendMessage on WakesSlices",
      ],
    ],
    [
      "recover",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        "sqs:SendMessage on DeletionsSlices",
        "sqs:SendMessage on QueuesDeliveries",
      ],
    ],
    [
      "erase",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "secretsmanager:DeleteSecret on arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:posthorn/dev/subscriptions/*",
        "secretsmanager:GetSecretValue on SecretsAdminKey",
        "sqs:DeleteMessage on DeletionsSlices",
        "sqs:GetQueueAttributes on DeletionsSlices",
        "sqs:ReceiveMessage on DeletionsSlices",
        "sqs:SendMessage on DeletionsSlices",
      ],
    ],
    [
      "reseal",
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:UpdateItem on DataTable",
        "secretsmanager:GetSecretValue on SecretsAdminKey",
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        "secretsmanager:PutSecretValue on SecretsKeyRing",
        "sqs:DeleteMessage on KeyRingSlices",
        "sqs:GetQueueAttributes on KeyRingSlices",
        "sqs:ReceiveMessage on KeyRingSlices",
        "sqs:SendMessage on KeyRingSlices",
      ],
    ],
  ])("of %s are exactly what it needs", (name, grants) => {
    expect(grantsOf(templateOf("pipeline"), `posthorn-dev-${name}`)).toEqual(grants.map((grant) => `Allow ${grant}`));
  });

  it("use no managed policy", () => {
    templateOf("pipeline").allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
  });
});

describe("the queue of wakes", () => {
  it("feeds wake one subscription at a time, and it ends before its claim of a slice does", () => {
    const template = templateOf("pipeline");
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
      FunctionName: { Ref: Match.stringLikeRegexp("^Wake") },
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^WakesSlices"), "Arn"] },
    });
    template.hasResourceProperties("AWS::Lambda::Function", { FunctionName: "posthorn-dev-wake", Timeout: 60 });
    expect(60_000).toBeLessThan(SLICE_LEASE_MS);
  });
});

describe("the schedule", () => {
  it("wakes subscriptions each minute", () => {
    templateOf("pipeline").hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [Match.objectLike({ Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^Wake"), "Arn"] } })],
    });
  });

  it("looks for lost deliveries each hour", () => {
    templateOf("pipeline").hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 hour)",
      State: "ENABLED",
      Targets: [Match.objectLike({ Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^Recover"), "Arn"] } })],
    });
  });
});

describe("the stream of the table", () => {
  it("passes changes of deliveries to tally, in large batches, and for an hour at most", () => {
    templateOf("pipeline").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      FunctionName: { Ref: Match.stringLikeRegexp("^Tally") },
      StartingPosition: "LATEST",
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 60,
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 3_600,
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              dynamodb: { Keys: { pk: { S: [{ prefix: "L#" }] } }, NewImage: { state: { S: [{ exists: true }] } } },
            }),
          },
        ],
      },
    });
  });
});

describe("the alarms", () => {
  it("watch the queues and every function", () => {
    const alarms = Object.values(templateOf("pipeline").findResources("AWS::CloudWatch::Alarm"));
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual([
      "posthorn-dev-dead-letters",
      "posthorn-dev-deletions-dead-letters",
      "posthorn-dev-deliver-concurrency",
      "posthorn-dev-deliver-errors",
      "posthorn-dev-delivery-age",
      "posthorn-dev-erase-errors",
      "posthorn-dev-fan-out-dead-letters",
      "posthorn-dev-fan-out-errors",
      "posthorn-dev-in-flight",
      "posthorn-dev-ingest-errors",
      "posthorn-dev-intake-dead-letters",
      "posthorn-dev-key-ring-dead-letters",
      "posthorn-dev-network-down",
      "posthorn-dev-ordered-age",
      "posthorn-dev-ordered-concurrency",
      "posthorn-dev-ordered-errors",
      "posthorn-dev-recover-errors",
      "posthorn-dev-rejected-events",
      "posthorn-dev-replay-errors",
      "posthorn-dev-replays-dead-letters",
      "posthorn-dev-reseal-errors",
      "posthorn-dev-retry-age",
      "posthorn-dev-retry-concurrency",
      "posthorn-dev-retry-errors",
      "posthorn-dev-settle-errors",
      "posthorn-dev-tally-errors",
      "posthorn-dev-wake-errors",
      "posthorn-dev-wakes-dead-letters",
    ]);
    for (const { Properties } of alarms) expect(Properties.TreatMissingData).toBe("notBreaching");
  });

  it("fire when dead letters stay for 15 minutes, hidden or not", () => {
    const metric = (Id: string, MetricName: string) =>
      Match.objectLike({
        Id,
        MetricStat: Match.objectLike({
          Metric: Match.objectLike({ MetricName, Namespace: "AWS/SQS" }),
          Period: 300,
          Stat: "Minimum",
        }),
      });
    templateOf("pipeline").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "posthorn-dev-dead-letters",
      EvaluationPeriods: 3,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
      Metrics: [
        Match.objectLike({ Expression: "visible + hidden" }),
        metric("visible", "ApproximateNumberOfMessagesVisible"),
        metric("hidden", "ApproximateNumberOfMessagesNotVisible"),
      ],
    });
  });

  it("fire when ingest of this stage rejects an event from the bus", () => {
    templateOf("pipeline").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "posthorn-dev-rejected-events",
      Namespace: "Posthorn",
      MetricName: "RejectedEvents",
      Dimensions: [
        { Name: "function", Value: { Ref: Match.stringLikeRegexp("^Ingest") } },
        { Name: "service", Value: "ingest" },
      ],
      Statistic: "Sum",
      Threshold: 0,
    });
  });

  it("fire when a lane of this stage puts POSTs off because our own network is down", () => {
    const posts = (id: string, service: string, lane: string) =>
      Match.objectLike({
        Id: id,
        MetricStat: Match.objectLike({
          Metric: {
            Namespace: "Posthorn",
            MetricName: "NetworkDown",
            Dimensions: [
              { Name: "function", Value: { Ref: Match.stringLikeRegexp(`^${lane}`) } },
              { Name: "service", Value: service },
            ],
          },
        }),
      });
    templateOf("pipeline").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "posthorn-dev-network-down",
      Threshold: 0,
      Metrics: Match.arrayWith([
        posts("quick", "deliver", "Deliver"),
        posts("patient", "retry", "Retry"),
        posts("ordered", "ordered", "Ordered"),
      ]),
    });
  });

  it("fire before SQS stops delivering messages", () => {
    templateOf("pipeline").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "posthorn-dev-in-flight",
      MetricName: "ApproximateNumberOfMessagesNotVisible",
      Threshold: 70_000,
    });
  });

  // An answer with `Retry-After` lets a message be almost 12 hours old after one receive.
  it.each([
    [
      "stay silent while many retries arrive and leave, however old they are",
      { visible: 2_000, received: 30_000 },
      false,
    ],
    ["stay silent while no retry is due", { visible: 0, received: 0 }, false],
    ["fire when retries are due and nobody receives them", { visible: 1, received: 0 }, true],
    ["fire when more retries are due than are received in two minutes", { visible: 2_000, received: 4_000 }, true],
  ])("%s", (_name, sample, fires) => {
    const alarm = alarmOf("retry-age");
    const metrics = alarm.Metrics.map(({ Id, MetricStat }: AlarmMetric) => [
      Id,
      MetricStat?.Metric.MetricName,
      MetricStat?.Stat,
    ]);
    expect(metrics.slice(1)).toEqual([
      ["visible", "ApproximateNumberOfMessagesVisible", "Minimum"],
      ["received", "NumberOfMessagesReceived", "Sum"],
    ]);
    const wait = new Function("visible", "received", `return ${alarm.Metrics[0].Expression}`);
    expect(wait(sample.visible, sample.received) > alarm.Threshold).toBe(fires);
  });

  it("do not count the messages of a quick invocation that died as a backlog", () => {
    templateOf("pipeline").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "posthorn-dev-delivery-age",
      Threshold: 160,
    });
  });

  it.each(["deliver", "retry", "ordered"])("fire when %s uses more than 70 %% of its slots", (name) => {
    const template = templateOf("pipeline", { deliveryConcurrency: 50 });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: `posthorn-dev-${name}-concurrency`,
      Namespace: "AWS/Lambda",
      MetricName: "ConcurrentExecutions",
      Dimensions: [
        { Name: "FunctionName", Value: { Ref: Match.stringLikeRegexp(`^${name[0]?.toUpperCase()}${name.slice(1)}`) } },
      ],
      Statistic: "Maximum",
      Threshold: 35,
    });
  });
});

interface AlarmMetric {
  Id: string;
  MetricStat?: { Metric: { MetricName: string }; Stat: string };
}

function alarmOf(name: string) {
  const alarms = Object.values(templateOf("pipeline").findResources("AWS::CloudWatch::Alarm"));
  return alarms.find(({ Properties }) => Properties.AlarmName === `posthorn-dev-${name}`)?.Properties;
}

function environmentOf(name: string, context: Record<string, unknown>): Record<string, unknown> {
  const functions = Object.values(templateOf("pipeline", context).findResources("AWS::Lambda::Function"));
  const found = functions.find(({ Properties }) => Properties.FunctionName.endsWith(`-${name}`));
  return found?.Properties.Environment.Variables;
}
