import { randomUUID } from "node:crypto";
import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseKeyRing } from "../../../lib/aws/secrets/key-ring.ts";
import { secretsManagerKeyRing } from "../../../lib/aws/secrets/key-ring-editor.ts";
import { open, seal } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { secretValue } from "../../../lib/aws/secrets/secret-value.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { type SecretsManagerEmulator, startVault } from "../../support/secrets-manager-emulator.ts";

const PASSWORD = "p".repeat(64);
const owner = { tenantId: "acme", subscriptionId: "sub_1" };

let emulator: SecretsManagerEmulator;

beforeAll(async () => {
  emulator = await startVault();
});
afterAll(() => emulator.stop());

/** The ring of a new stack: a generated password. */
async function newRing() {
  const { client: vault } = emulator;
  const Name = `posthorn/test/${randomUUID()}`;
  await vault.send(new CreateSecretCommand({ Name, SecretString: PASSWORD }));
  const put = (SecretString: string) => vault.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  return {
    editor: secretsManagerKeyRing(vault, Name),
    put,
    ring: async () => parseKeyRing(await secretValue(vault, Name)),
  };
}

it("adds a key to a generated password, which stays the key of earlier values", async () => {
  const { editor, ring } = await newRing();
  const old = seal(await ring(), owner, "old");
  const keys = await editor.addKey("job-1", undefined);
  expect(keys.all).toHaveLength(2);
  const after = await ring();
  expect([after.current, [...after.keys.keys()]]).toEqual([keys.current, keys.all]);
  expect([open(after, owner, old), open(after, owner, seal(after, owner, "new"))]).toEqual(["old", "new"]);
});

it("changes the ring once for each job, even if functions ask at the same time or again later", async () => {
  const { editor, ring } = await newRing();
  const asked = await Promise.all(Array.from({ length: 5 }, () => editor.addKey("job-1", undefined)));
  const [first] = asked;
  expect(asked).toEqual(Array(5).fill(first));
  expect((await ring()).current).toBe(first?.current);
  const second = await editor.addKey("job-2", first?.current);
  expect(await editor.addKey("job-1", undefined)).toEqual(first);
  expect((await ring()).current).toBe(second.current);
  const dropped = await Promise.all([1, 2].map(() => editor.dropOldKeys("job-3", second.current)));
  expect(dropped).toEqual(Array(2).fill({ current: second.current, all: [second.current] }));
  expect([...(await ring()).keys.keys()]).toEqual([second.current]);
});

it("rejects a change of a ring that has lost its last key or has another current key", async () => {
  const { editor, put, ring } = await newRing();
  const { current } = await editor.addKey("job-1", undefined);
  await expect(editor.dropOldKeys("job-2", "another")).rejects.toThrow(PipelineFault);
  await put("q".repeat(64));
  await expect(editor.addKey("job-3", current)).rejects.toThrow(PipelineFault);
  await expect(editor.dropOldKeys("job-4", current)).rejects.toThrow(PipelineFault);
  expect((await ring()).keys.size).toBe(1);
});
