import { GetSecretValueCommand, ListSecretsCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, vi } from "vitest";
import { secretsManagerClient } from "../support/secrets-manager-client.ts";
import { operate, request } from "./support/api.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

const acting = (key: string, tenant = twin.tenantId) => ({ key, headers: { "posthorn-tenant": tenant } });

interface MadeKey {
  id: string;
  key: string;
}

describe("one operator key", () => {
  it("serves several tenants, and each receives its own events only", async () => {
    const receiver = await receiverForTest();
    const { key } = await operate<MadeKey>(twin, "POST", "/operator-keys", { name: "backend" }, 201);
    for (const id of ["first", "second"]) {
      expect((await request(twin, "POST", "/tenants", { key, body: { id, name: id } })).status).toBe(201);
      const hook = { url: `${receiver.url}/${id}`, events: ["*"] };
      expect((await request(twin, "POST", "/subscriptions", { ...acting(key, id), body: hook })).status).toBe(201);
    }
    const body = { type: "order.paid", data: { of: "second" } };
    expect((await request(twin, "POST", "/events", { ...acting(key, "second"), body })).status).toBe(202);
    const [post] = await receiver.received(1);
    expect([post?.path, String(post?.body)]).toEqual(["/second", expect.stringContaining('"of":"second"')]);
    const listed = async (id: string) => (await request(twin, "GET", "/events", acting(key, id))).body.data.length;
    expect([await listed("first"), await listed("second")]).toEqual([0, 1]);
  });

  it("stops working when it is revoked, and when it expires", async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const revoked = await operate<MadeKey>(twin, "POST", "/operator-keys", {}, 201);
    const expiring = await operate<MadeKey>(twin, "POST", "/operator-keys", { expiresAt }, 201);
    const status = async ({ key }: MadeKey) => (await request(twin, "GET", "/subscriptions", acting(key))).status;
    expect([await status(revoked), await status(expiring)]).toEqual([200, 200]);
    await operate(twin, "DELETE", `/operator-keys/${revoked.id}`, undefined, 204);
    expect(await status(revoked)).toBe(401);
    await vi.waitFor(async () => expect(await status(expiring)).toBe(401), { timeout: 10_000, interval: 100 });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });
});

describe("a rotation of the admin key", () => {
  it("lets the new key work at once and the old one for a while, until a command ends it", async () => {
    const [old, fresh] = [twin.adminKey, "r".repeat(64)];
    const tries = async (key: string) => {
      const answers = await Promise.all([
        request(twin, "GET", "/tenants", { key }),
        request(twin, "GET", "/subscriptions", acting(key)),
        request(twin, "GET", "/events", acting(key)),
        request(twin, "POST", "/events", { ...acting(key), body: { type: "for.nobody", data: {} } }),
      ]);
      return answers.map(({ status }) => status);
    };
    const [works, fails] = [
      [200, 200, 200, 202],
      [401, 401, 401, 401],
    ];
    expect([await tries(old), await tries(old)]).toEqual([works, works]);
    await rotateTo(fresh);
    expect([await tries(fresh), await tries(old)]).toEqual([works, works]);
    const end = await request(twin, "DELETE", "/admin-key/previous", { key: fresh });
    expect(end.status).toBe(204);
    expect([await tries(old), await tries(fresh)]).toEqual([fails, works]);
  });
});

/** Puts a new value into the admin key's secret, as the operator would in AWS. */
async function rotateTo(SecretString: string): Promise<void> {
  const client = secretsManagerClient(operatorConfig(twin));
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  for (const { ARN: SecretId } of SecretList) {
    const current = await client.send(new GetSecretValueCommand({ SecretId }));
    if (current.SecretString !== twin.adminKey) continue;
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }
  client.destroy();
}
