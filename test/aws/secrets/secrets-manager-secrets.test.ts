import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secretsManagerAdminKey } from "../../../lib/aws/secrets/admin-key.ts";
import { secretsManagerSecrets } from "../../../lib/aws/secrets/secrets-manager-secrets.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import type { SecretRef } from "../../../lib/core/model/secret.ts";
import { secretsManagerClient } from "../../support/secrets-manager-client.ts";
import { AwsFailure, type ScriptedAws, startScriptedAws } from "../scripted-aws.ts";

const owner = { tenantId: "acme", subscriptionId: "sub_1" };
const ref = (...versions: string[]): SecretRef => ({ store: "secrets-manager", secretId: "arn:1", versions });

let aws: ScriptedAws;
let client: SecretsManagerClient;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = secretsManagerClient(aws.overrides);
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const adapter = () => secretsManagerSecrets(client, "posthorn/dev/");
const actions = () => aws.calls.map(({ action }) => action);
const answerVersion = () => aws.play(({ input }) => ({ SecretString: `value of ${input.VersionId}` }));

describe("storing", () => {
  it("names the secret after its owner and pins the version", async () => {
    aws.play(() => ({ ARN: "arn:1", VersionId: "v1" }));
    expect(await adapter().store(owner, "s")).toEqual(ref("v1"));
    expect(aws.calls).toMatchObject([{ input: { Name: "posthorn/dev/acme/sub_1", SecretString: "s" } }]);
  });

  it("puts a new version when an earlier attempt created the secret", async () => {
    aws.play(({ action }) => {
      if (action === "CreateSecret") throw new AwsFailure("ResourceExistsException");
      return { ARN: "arn:1", VersionId: "v2" };
    });
    expect(await adapter().store(owner, "s")).toEqual(ref("v2"));
    expect(actions()).toEqual(["CreateSecret", "PutSecretValue"]);
  });

  it("fails when there is no version to pin", async () => {
    aws.play(() => ({ ARN: "arn:1" }));
    await expect(adapter().store(owner, "s")).rejects.toMatchObject({ name: "PipelineFault" });
  });
});

describe("adding", () => {
  it("puts a version, and pins only that version", async () => {
    aws.play(() => ({ ARN: "arn:1", VersionId: "v2" }));
    expect(await adapter().add(owner, { ...ref("v1"), retiresAt: [] }, "s")).toEqual(ref("v2"));
    expect(aws.calls).toMatchObject([{ action: "PutSecretValue", input: { SecretId: "arn:1", SecretString: "s" } }]);
  });

  it("fails when there is no version to pin, or the service fails", async () => {
    aws.play(() => ({ ARN: "arn:1" }));
    await expect(adapter().add(owner, ref("v1"), "s")).rejects.toMatchObject({ name: "PipelineFault" });
    aws.play(() => {
      throw new AwsFailure("InvalidRequestException");
    });
    await expect(adapter().add(owner, ref("v1"), "s")).rejects.toMatchObject({ name: "PipelineFault" });
  });

  it("is rejected when there are too many versions", async () => {
    aws.play(() => {
      throw new AwsFailure("LimitExceededException");
    });
    await expect(adapter().add(owner, ref("v1"), "s")).rejects.toMatchObject({ name: "Refusal", status: 429 });
  });
});

describe("revealing", () => {
  it("reads a version once and for all", async () => {
    answerVersion();
    const secrets = adapter();
    expect(await secrets.reveal(owner, ref("v1"))).toEqual(["value of v1"]);
    expect(await secrets.reveal(owner, ref("v1"))).toEqual(["value of v1"]);
    expect(aws.calls).toMatchObject([{ input: { SecretId: "arn:1", VersionId: "v1" } }]);
  });

  it("reads a newly pinned version at once", async () => {
    answerVersion();
    const secrets = adapter();
    await secrets.reveal(owner, ref("v1"));
    expect(await secrets.reveal(owner, ref("v2", "v1"))).toEqual(["value of v2", "value of v1"]);
    expect(aws.calls.map(({ input }) => input.VersionId)).toEqual(["v1", "v2"]);
  });

  it("shares one call between concurrent callers", async () => {
    answerVersion();
    const secrets = adapter();
    const all = await Promise.all(Array.from({ length: 10 }, () => secrets.reveal(owner, ref("v1"))));
    expect(all).toEqual(Array(10).fill(["value of v1"]));
    expect(aws.calls).toHaveLength(1);
  });

  it("asks again after a failure", async () => {
    const secrets = adapter();
    aws.play(() => {
      throw new AwsFailure("InternalServiceError", 500);
    });
    await expect(secrets.reveal(owner, ref("v1"))).rejects.toMatchObject({
      name: "PipelineFault",
      cause: { name: "InternalServiceError" },
    });
    answerVersion();
    expect(await secrets.reveal(owner, ref("v1"))).toEqual(["value of v1"]);
  });

  it("fails for a secret that is gone, or that is not text", async () => {
    aws.play(() => {
      throw new AwsFailure("ResourceNotFoundException");
    });
    await expect(adapter().reveal(owner, ref("v1"))).rejects.toMatchObject({ name: "PipelineFault" });
    aws.play(() => ({ SecretBinary: "AAAA" }));
    await expect(adapter().reveal(owner, ref("v1"))).rejects.toMatchObject({ name: "PipelineFault" });
  });

  it("rejects a reference to another store", async () => {
    aws.play(() => ({}));
    await expect(adapter().reveal(owner, { store: "sealed", versions: ["v1"] })).rejects.toThrow("sealed");
    expect(aws.calls).toEqual([]);
  });
});

describe("forgetting", () => {
  it("leaves a week to restore the secret", async () => {
    aws.play(() => ({}));
    await adapter().forget(owner, ref("v1"));
    expect(aws.calls).toMatchObject([
      { action: "DeleteSecret", input: { SecretId: "arn:1", RecoveryWindowInDays: 7 } },
    ]);
  });

  it("does not hide a failure", async () => {
    aws.play(() => {
      throw new AwsFailure("AccessDeniedException");
    });
    await expect(adapter().forget(owner, ref("v1"))).rejects.toMatchObject({ name: "PipelineFault" });
  });
});

describe("the admin key", () => {
  const admin = () => secretsManagerAdminKey(client, "admin", () => Date.parse("2026-01-01T02:00:00Z"));
  const hour = (n: number) => Date.parse(`2026-01-01T0${n}:00:00Z`) / 1000;

  it("takes one call once the hour of the previous key is over", async () => {
    aws.play(() => ({ SecretString: "key", CreatedDate: hour(1) }));
    const current = { secretHash: hashSecret("key"), createdAt: "2026-01-01T01:00:00.000Z" };
    expect([await admin().adminKey(), actions()]).toEqual([{ current }, ["GetSecretValue"]]);
  });

  it("takes a second call in that hour", async () => {
    aws.play(({ input }) => ({
      SecretString: input.VersionStage === "AWSPREVIOUS" ? "old" : "key",
      CreatedDate: hour(input.VersionStage === "AWSPREVIOUS" ? 0 : 2),
    }));
    const reader = admin();
    const [first, second] = [await reader.adminKey(), await reader.adminKey()];
    expect([first.previous?.secretHash, second]).toEqual([hashSecret("old"), first]);
    const both = ["AWSCURRENT", "AWSPREVIOUS"];
    expect(aws.calls.map(({ input }) => input.VersionStage)).toEqual([...both, ...both]);
  });

  it("has no previous version any more once the operator took the label from it", async () => {
    let labelled = true;
    aws.play(({ input }) => {
      if (input.VersionStage === "AWSCURRENT") return { SecretString: "key", CreatedDate: hour(2) };
      if (!labelled) throw new AwsFailure("ResourceNotFoundException");
      return { SecretString: "old", CreatedDate: hour(0) };
    });
    const reader = admin();
    expect(await reader.adminKey()).toHaveProperty("previous");
    labelled = false;
    expect(await reader.adminKey()).not.toHaveProperty("previous");
  });

  it("may come from a file that ends with a line break", async () => {
    aws.play(() => ({ SecretString: "key\n", CreatedDate: hour(1) }));
    expect((await admin().adminKey()).current.secretHash).toBe(hashSecret("key"));
  });

  it("has no previous version before its first rotation", async () => {
    aws.play(({ input }) => {
      if (input.VersionStage === "AWSPREVIOUS") throw new AwsFailure("ResourceNotFoundException");
      return { SecretString: "key", CreatedDate: hour(2) };
    });
    expect(await admin().adminKey()).not.toHaveProperty("previous");
  });

  it.each(["AWSCURRENT", "AWSPREVIOUS"])("is not taken for absent when reading %s fails", async (stage) => {
    aws.play(({ input }) => {
      if (input.VersionStage === stage) throw new AwsFailure("AccessDeniedException");
      return { SecretString: "key", CreatedDate: hour(2) };
    });
    await expect(admin().adminKey()).rejects.toMatchObject({ name: "PipelineFault" });
  });
});
