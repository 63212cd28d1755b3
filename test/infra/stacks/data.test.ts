import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { INDEXES } from "../../../lib/aws/dynamodb/table.ts";
import { templateOf } from "../synthesis.ts";

/** The table's indexes in the template. */
const indexes = () => tableProperties().GlobalSecondaryIndexes;
const attributes = () => tableProperties().AttributeDefinitions;

function tableProperties() {
  const [table] = Object.values(templateOf("data").findResources("AWS::DynamoDB::GlobalTable"));
  return table?.Properties;
}

describe("the data stack", () => {
  it("has no topic by default, nor with a topic of the operator's own", () => {
    for (const context of [{}, { alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:ops" }]) {
      const template = templateOf("data", context);
      for (const type of ["Topic", "Subscription", "TopicPolicy"]) template.resourceCountIs(`AWS::SNS::${type}`, 0);
    }
  });

  it("has a topic that emails the operator, and to which only the account's alarms may publish, over TLS", () => {
    const template = templateOf("data", { alarmEmail: "ops@example.com" });
    const topic = { Ref: Match.stringLikeRegexp("^AlarmsTopic") };
    // CloudWatch can't publish to a topic that is encrypted with SNS's own key.
    template.hasResourceProperties("AWS::SNS::Topic", {
      TopicName: "posthorn-dev-alarms",
      KmsMasterKeyId: Match.absent(),
    });
    template.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "ops@example.com",
      TopicArn: topic,
    });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      Topics: [topic],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: topic,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
          {
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          },
        ],
      },
    });
  });

  it("has one on-demand table with backups and deletion protection, which outlives the stack", () => {
    const template = templateOf("data");
    template.resourceCountIs("AWS::DynamoDB::GlobalTable", 1);
    template.hasResource("AWS::DynamoDB::GlobalTable", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it("can have provisioned capacity that follows the traffic, in the indexes too", () => {
    const template = templateOf("data", { tableCapacity: "5-4000@60" });
    const scaling = {
      MinCapacity: 5,
      MaxCapacity: 4000,
      SeedCapacity: 5,
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 },
    };
    const write = { WriteCapacityAutoScalingSettings: scaling };
    const read = { ReadCapacityAutoScalingSettings: scaling };
    template.hasResourceProperties("AWS::DynamoDB::GlobalTable", {
      BillingMode: "PROVISIONED",
      WriteProvisionedThroughputSettings: write,
      GlobalSecondaryIndexes: INDEXES.map(({ name }) =>
        Match.objectLike({ IndexName: name, WriteProvisionedThroughputSettings: write }),
      ),
      Replicas: [
        Match.objectLike({
          ReadProvisionedThroughputSettings: read,
          GlobalSecondaryIndexes: INDEXES.map(({ name }) =>
            Match.objectLike({ IndexName: name, ReadProvisionedThroughputSettings: read }),
          ),
        }),
      ],
    });
  });

  it("can be warm before its traffic comes, and its indexes too", () => {
    const warm = { ReadUnitsPerSecond: 24_000, WriteUnitsPerSecond: 8_000 };
    templateOf("data", { warmThroughput: "24000,8000" }).hasResourceProperties("AWS::DynamoDB::GlobalTable", {
      WarmThroughput: warm,
      GlobalSecondaryIndexes: INDEXES.map(() => Match.objectLike({ WarmThroughput: warm })),
    });
    templateOf("data").hasResourceProperties("AWS::DynamoDB::GlobalTable", { WarmThroughput: Match.absent() });
  });

  it("has two indexes: one sorts like the table, and one by when something is due", () => {
    expect(indexes()).toHaveLength(2);
    expect(indexes()[1]).toMatchObject({
      IndexName: "due",
      KeySchema: [
        { AttributeName: "duePk", KeyType: "HASH" },
        { AttributeName: "dueAt", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["tenantId", "subscriptionId"] },
    });
    expect(attributes()).toContainEqual({ AttributeName: "dueAt", AttributeType: "N" });
    expect(indexes()[0]).toMatchObject({
      IndexName: "state",
      KeySchema: [
        { AttributeName: "statePk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    });
  });

  it("indexes what filters deliveries, without their attempts", () => {
    expect(indexes()[0].Projection).toEqual({ ProjectionType: "INCLUDE", NonKeyAttributes: ["type", "failure"] });
  });

  it("projects no more attributes into its indexes than DynamoDB allows", () => {
    const lists = indexes().map(
      ({ Projection }: { Projection: { NonKeyAttributes: string[] } }) => Projection.NonKeyAttributes,
    );
    expect(lists.flat().length).toBeLessThanOrEqual(100);
    for (const list of lists) expect(list.length).toBeLessThanOrEqual(20);
  });

  it("generates the admin key and the key ring, and retains the key ring", () => {
    const template = templateOf("data");
    template.resourceCountIs("AWS::SecretsManager::Secret", 2);
    template.allResourcesProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 },
    });
    template.hasResource("AWS::SecretsManager::Secret", {
      Properties: { Description: Match.stringLikeRegexp("key ring") },
      DeletionPolicy: "Retain",
    });
    template.hasOutput("AdminKeySecret", {});
  });
});
