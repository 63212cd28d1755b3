import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSecretsManager } from "../../../../lib/local/aws/secrets/start-secrets-manager.ts";
import { testCredentials } from "../../../support/test-credentials.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

let server: Awaited<ReturnType<typeof startSecretsManager>>;
let client: SecretsManagerClient;
let serial = 0;

beforeAll(async () => {
  server = await startSecretsManager();
  client = new SecretsManagerClient({ endpoint: server.endpoint, ...testCredentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function created(SecretString = "v1") {
  const Name = `app/secret-${++serial}`;
  const { ARN = "", VersionId = "" } = await client.send(new CreateSecretCommand({ Name, SecretString }));
  return { name: Name, arn: ARN, version: VersionId };
}
const get = (SecretId: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...which }));
const put = (SecretId: string, SecretString: string, ClientRequestToken?: string, VersionStages?: string[]) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, VersionStages }));
const named = (name: string) => expect.objectContaining({ name });

describe("reading", () => {
  it("finds a secret by name, ARN, and the ARN without its suffix", async () => {
    const { name, arn, version } = await created("value");
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/secret-\d+-[A-Za-z0-9]{6}$/);
    for (const id of [name, arn, arn.slice(0, -7)]) {
      const read = await get(id);
      expect(read).toMatchObject({ ARN: arn, Name: name, SecretString: "value", VersionId: version });
      expect(read.VersionStages).toEqual(["AWSCURRENT"]);
      expect(read.CreatedDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    }
  });

  it("keeps binary values", async () => {
    const Name = `app/secret-${++serial}`;
    await client.send(new CreateSecretCommand({ Name, SecretBinary: Buffer.from([0, 255]) }));
    const { SecretBinary, SecretString } = await get(Name);
    expect([...(SecretBinary ?? [])]).toEqual([0, 255]);
    expect(SecretString).toBeUndefined();
  });

  it("does not find a missing secret or version", async () => {
    const { name } = await created();
    const missing = named("ResourceNotFoundException");
    await expect(get("app/none")).rejects.toEqual(missing);
    await expect(get(name, { VersionId: randomUUID() })).rejects.toEqual(missing);
    await expect(get(name, { VersionStage: "AWSPREVIOUS" })).rejects.toEqual(missing);
  });
});

describe("versions", () => {
  it("move the labels, and stay readable by id without a label", async () => {
    const { name, version } = await created("v1");
    const second = await put(name, "v2");
    expect(second.VersionStages).toEqual(["AWSCURRENT"]);
    expect((await get(name)).SecretString).toBe("v2");
    expect((await get(name, { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("v1");
    const third = await put(name, "v3");
    expect((await get(name, { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("v2");
    expect((await get(name, { VersionId: version })).SecretString).toBe("v1");
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    expect(VersionIdsToStages).toEqual({
      [String(second.VersionId)]: ["AWSPREVIOUS"],
      [String(third.VersionId)]: ["AWSCURRENT"],
    });
  });

  it("with another label do not change the current version", async () => {
    const { name } = await created("v1");
    await put(name, "v2", undefined, ["AWSPENDING"]);
    expect((await get(name)).SecretString).toBe("v1");
    expect((await get(name, { VersionStage: "AWSPENDING" })).SecretString).toBe("v2");
  });

  it("are added once for a token, and never with another value", async () => {
    const { name } = await created("v1");
    const token = randomUUID();
    await put(name, "v2", token);
    await put(name, "v3");
    expect((await put(name, "v2", token)).VersionId).toBe(token);
    expect((await get(name)).SecretString).toBe("v3");
    await expect(put(name, "other", token)).rejects.toEqual(named("ResourceExistsException"));
    await expect(put("app/none", "v", token)).rejects.toEqual(named("ResourceNotFoundException"));
  });
});

describe("creating", () => {
  it("can be repeated with the same token and value only", async () => {
    const Name = `app/secret-${++serial}`;
    const create = (SecretString: string, ClientRequestToken: string) =>
      client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
    const token = randomUUID();
    const { ARN } = await create("v", token);
    expect(await create("v", token)).toMatchObject({ ARN, VersionId: token });
    await expect(create("other", token)).rejects.toEqual(named("ResourceExistsException"));
    await expect(create("v", randomUUID())).rejects.toEqual(named("ResourceExistsException"));
  });

  it.each([
    ["a bad name", { Name: "a b", SecretString: "v" }, "ValidationException"],
    ["two values", { Name: "two", SecretString: "v", SecretBinary: Buffer.from("v") }, "InvalidParameterException"],
    ["a value over 64 KiB", { Name: "large", SecretString: "v".repeat(65_537) }, "InvalidParameterException"],
    ["a short token", { Name: "token", SecretString: "v", ClientRequestToken: "short" }, "InvalidParameterException"],
  ])("refuses %s", async (_name, input, error) => {
    await expect(client.send(new CreateSecretCommand(input))).rejects.toEqual(named(error));
    await expect(get(input.Name)).rejects.toEqual(named("ResourceNotFoundException"));
  });
});

describe("deleting", () => {
  const remove = (SecretId: string, options = {}) => client.send(new DeleteSecretCommand({ SecretId, ...options }));
  const list = async (IncludePlannedDeletion = false) => {
    const { SecretList = [] } = await client.send(new ListSecretsCommand({ IncludePlannedDeletion }));
    return SecretList.map(({ Name }) => Name);
  };

  it("marks a secret, which can then be restored but not read", async () => {
    const { name } = await created();
    const { DeletionDate } = await remove(name, { RecoveryWindowInDays: 7 });
    expect(DeletionDate?.getTime()).toBeCloseTo(Date.now() + 7 * 86_400_000, -5);
    const refused = named("InvalidRequestException");
    await expect(get(name)).rejects.toEqual(refused);
    await expect(put(name, "v2")).rejects.toEqual(refused);
    await expect(remove(name)).rejects.toEqual(refused);
    await expect(client.send(new CreateSecretCommand({ Name: name, SecretString: "v" }))).rejects.toEqual(refused);
    expect(await list()).not.toContain(name);
    expect(await list(true)).toContain(name);
    await client.send(new RestoreSecretCommand({ SecretId: name }));
    expect((await get(name)).SecretString).toBe("v1");
    expect(await list()).toContain(name);
  });

  it("with force deletes the secret at once; a new secret with its name has another ARN", async () => {
    const { name, arn } = await created();
    expect(await remove(name, { ForceDeleteWithoutRecovery: true })).toMatchObject({ ARN: arn });
    await expect(get(name)).rejects.toEqual(named("ResourceNotFoundException"));
    const again = await client.send(new CreateSecretCommand({ Name: name, SecretString: "new" }));
    expect(again.ARN).not.toBe(arn);
    expect(await remove("app/none", { ForceDeleteWithoutRecovery: true })).toMatchObject({ Name: "app/none" });
  });

  it.each([
    ["a window that is too short", { RecoveryWindowInDays: 6 }],
    ["a window with force", { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }],
  ])("refuses %s", async (_name, options) => {
    const { name } = await created();
    await expect(remove(name, options)).rejects.toEqual(named("InvalidParameterException"));
    expect((await get(name)).SecretString).toBe("v1");
  });
});

it("keeps secrets over a restart", async () => {
  const dataDir = temporaryFolder();
  const first = await startSecretsManager({ dataDir });
  const config = { ...testCredentials, maxAttempts: 1 };
  const before = new SecretsManagerClient({ endpoint: first.endpoint, ...config });
  const { ARN } = await before.send(new CreateSecretCommand({ Name: "kept", SecretString: "value" }));
  before.destroy();
  await first.stop();
  const second = await startSecretsManager({ dataDir });
  const after = new SecretsManagerClient({ endpoint: second.endpoint, ...config });
  expect(await after.send(new GetSecretValueCommand({ SecretId: "kept" }))).toMatchObject({
    ARN,
    SecretString: "value",
  });
  after.destroy();
  await second.stop();
});
