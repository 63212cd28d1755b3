import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { templateOf } from "../synthesis.ts";

describe("the data stack", () => {
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

  it.each([
    ["heads", "headPk"],
    ["log", "logPk"],
    ["state", "statePk"],
    ["failure", "failurePk"],
  ])("indexes the log without the data of events, in the index %s", (name, partitionKey) => {
    const [table] = Object.values(templateOf("data").findResources("AWS::DynamoDB::GlobalTable"));
    expect(table?.Properties.GlobalSecondaryIndexes).toHaveLength(4);
    const index = table?.Properties.GlobalSecondaryIndexes.find(
      ({ IndexName }: { IndexName: string }) => IndexName === name,
    );
    expect(index.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName)).toEqual([
      partitionKey,
      "logSk",
    ]);
    expect(index.Projection.ProjectionType).toBe("INCLUDE");
    expect(index.Projection.NonKeyAttributes).toContain("type");
    expect(index.Projection.NonKeyAttributes).not.toContain("data");
  });

  it("projects no more attributes into its indexes than DynamoDB allows", () => {
    const [table] = Object.values(templateOf("data").findResources("AWS::DynamoDB::GlobalTable"));
    const lists = table?.Properties.GlobalSecondaryIndexes.map(
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
