import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secretsManagerAdminKey } from "../../../lib/aws/secrets/admin-key.ts";
import { keyRingReader } from "../../../lib/aws/secrets/key-ring.ts";
import { sealedSecrets } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { byStore } from "../../../lib/aws/secrets/secrets-by-store.ts";
import { secretsManagerSecrets } from "../../../lib/aws/secrets/secrets-manager-secrets.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import { adminKeyContract, secretsContract } from "../../support/contracts/signing-secrets-contract.ts";
import { memoryAdminKey, memorySecrets } from "../../support/memory/memory-secrets.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";
import { type SecretsManagerEmulator, startVault } from "../../support/secrets-manager-emulator.ts";

const sealed = sealedSecrets(keyRingReader(async () => "a generated password of many characters"));

describe("in memory", () => {
  secretsContract(async () => memorySecrets(memoryWorld(() => 0)));
  adminKeyContract(async (key) =>
    memoryAdminKey(
      memoryWorld(() => 0),
      key,
    ),
  );
});

describe("sealed", () => {
  secretsContract(async () => sealed);
});

describe("Secrets Manager", () => {
  let emulator: SecretsManagerEmulator;

  beforeAll(async () => {
    emulator = await startVault();
  });
  afterAll(() => emulator.stop());

  const adapter = () => secretsManagerSecrets(emulator.client, "posthorn/test/subscriptions/");

  describe("alone", () => {
    secretsContract(async () => adapter());
  });
  describe("beside sealed secrets, with new secrets in Secrets Manager", () => {
    secretsContract(async () => byStore({ "secrets-manager": adapter(), sealed }, "secrets-manager"));
  });
  describe("beside sealed secrets, with new secrets sealed", () => {
    secretsContract(async () => byStore({ "secrets-manager": adapter(), sealed }, "sealed"));
  });

  it.each(["secrets-manager", "sealed"] as const)(
    "rotated after the option was switched from %s stays there",
    async (store) => {
      const adapters = { "secrets-manager": adapter(), sealed };
      const owner = { tenantId: "acme", subscriptionId: `sub_${store}` };
      const ref = await byStore(adapters, store).store(owner, "before");
      const switched = byStore(adapters, store === "sealed" ? "secrets-manager" : "sealed");
      const added = await switched.add(owner, ref, "after");
      expect([ref.store, added.store]).toEqual([store, store]);
      expect(await switched.reveal(owner, { ...added, versions: [...added.versions, ...ref.versions] })).toEqual([
        "after",
        "before",
      ]);
    },
  );

  adminKeyContract(async (key) => {
    await emulator.client.send(new CreateSecretCommand({ Name: "posthorn/test/admin-key", SecretString: key }));
    return secretsManagerAdminKey(emulator.client, "posthorn/test/admin-key", Date.now);
  });

  it("reads the previous admin key during the first hour of the current one", async () => {
    const Name = "posthorn/test/rotated-admin-key";
    await emulator.client.send(new CreateSecretCommand({ Name, SecretString: "first" }));
    await emulator.client.send(new PutSecretValueCommand({ SecretId: Name, SecretString: "second" }));
    const at = (now: () => number) => secretsManagerAdminKey(emulator.client, Name, now).adminKey();
    const { current, previous } = await at(Date.now);
    expect([current.secretHash, previous?.secretHash]).toEqual([hashSecret("second"), hashSecret("first")]);
    expect(await at(() => Date.parse(current.createdAt) + 3_600_000)).toEqual({ current });
  });
});
