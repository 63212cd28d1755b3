import { createServer } from "node:net";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/tenants.ts";
const s = createServer(() => {}).listen(0, "127.0.0.1", async () => {
  const client = dynamoDbClient({ endpoint: `http://127.0.0.1:${(s.address() as any).port}`, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  const t = Date.now();
  await dynamoTenantStore({ client, name: "x", retentionDays: 1, now: Date.now }).getTenant("a").catch((e) => console.log(e.name, e.cause?.name, Date.now() - t));
  process.exit();
});
